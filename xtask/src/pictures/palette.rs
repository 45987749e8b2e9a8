//! Pictures with few colours, which are a third as large. In: a PNG file as browsers write it (8 bits a channel, not
//! interlaced). Out: the same picture with a palette of its most frequent colours; what has another colour gets the
//! nearest of them. Facts: PNG specification, sections 5 (chunks), 9 (filters), 11.2 (IHDR, PLTE, IDAT).

use std::collections::HashMap;
use std::io::{Read, Write};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Colours of a palette.
const COLOURS: usize = 256;

type Colour = [u8; 3];

/// A picture, row after row.
struct Picture {
    width: usize,
    pixels: Vec<Colour>,
}

/// The picture with a palette; none: it is not of the form that is read here.
pub(super) fn with_palette(png: &[u8]) -> Option<Vec<u8>> {
    let picture = read(png)?;
    let palette = palette(&picture.pixels);
    let mut known: HashMap<Colour, u8> = HashMap::new();
    let mut rows = Vec::with_capacity(picture.pixels.len());
    for row in picture.pixels.chunks(picture.width) {
        // Rows of numbers are best left unfiltered.
        rows.push(0);
        rows.extend(row.iter().map(|&c| *known.entry(c).or_insert_with(|| nearest(&palette, c))));
    }
    write(&picture, &palette, &rows)
}

/// Name and contents of each chunk.
fn chunks(png: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let mut rest = png.strip_prefix(SIGNATURE)?;
    let mut out = Vec::new();
    while let Some((size, body)) = rest.split_first_chunk::<4>() {
        let size = u32::from_be_bytes(*size) as usize;
        out.push((body.get(..4)?, body.get(4..4 + size)?));
        rest = body.get(4 + size + 4..)?;
    }
    Some(out)
}

fn read(png: &[u8]) -> Option<Picture> {
    let chunks = chunks(png)?;
    let head = chunks.iter().find(|c| c.0 == b"IHDR")?.1;
    let width = u32::from_be_bytes(head.get(..4)?.try_into().ok()?) as usize;
    // Depth 8, RGB or RGB with alpha, not interlaced.
    let channels = match head.get(8..)? {
        [8, 2, 0, 0, 0] => 3,
        [8, 6, 0, 0, 0] => 4,
        _ => return None,
    };
    let data: Vec<u8> = chunks.iter().filter(|c| c.0 == b"IDAT").flat_map(|c| c.1).copied().collect();
    let mut raw = Vec::new();
    flate2::read::ZlibDecoder::new(&data[..]).read_to_end(&mut raw).ok()?;
    let mut above = vec![0; width * channels];
    let mut pixels = Vec::new();
    for row in raw.chunks_exact(1 + width * channels) {
        above = unfiltered(row[0], &row[1..], &above, channels)?;
        pixels.extend(above.chunks(channels).map(|p| [p[0], p[1], p[2]]));
    }
    Some(Picture { width, pixels })
}

/// A row without its filter.
fn unfiltered(filter: u8, row: &[u8], above: &[u8], channels: usize) -> Option<Vec<u8>> {
    let mut out = vec![0; row.len()];
    for i in 0..row.len() {
        let before = |line: &[u8]| i.checked_sub(channels).map_or(0, |n| line[n]);
        let (left, up, corner) = (before(&out), above[i], before(above));
        let guess = match filter {
            0 => 0,
            1 => left,
            2 => up,
            3 => u8::midpoint(left, up),
            4 => paeth(left, up, corner),
            _ => return None,
        };
        out[i] = row[i].wrapping_add(guess);
    }
    Some(out)
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let sum = i16::from(left) + i16::from(up) - i16::from(corner);
    let far = |n: u8| (sum - i16::from(n)).abs();
    [left, up, corner].into_iter().min_by_key(|n| far(*n)).unwrap_or(left)
}

/// The most frequent colours, the most frequent first.
fn palette(pixels: &[Colour]) -> Vec<Colour> {
    let mut counts: HashMap<Colour, usize> = HashMap::new();
    pixels.iter().for_each(|c| *counts.entry(*c).or_default() += 1);
    let mut all: Vec<(Colour, usize)> = counts.into_iter().collect();
    all.sort_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
    all.into_iter().take(COLOURS).map(|c| c.0).collect()
}

fn nearest(palette: &[Colour], colour: Colour) -> u8 {
    let distance = |c: &Colour| c.iter().zip(colour).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum::<u32>();
    palette.iter().enumerate().min_by_key(|(_, c)| distance(c)).map_or(0, |(n, _)| n as u8)
}

fn write(picture: &Picture, palette: &[Colour], rows: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(rows).ok()?;
    let data = encoder.finish().ok()?;
    let mut head = (picture.width as u32).to_be_bytes().to_vec();
    head.extend(((picture.pixels.len() / picture.width) as u32).to_be_bytes());
    head.extend([8, 3, 0, 0, 0]);
    let mut out = SIGNATURE.to_vec();
    for (name, body) in [(b"IHDR", &head[..]), (b"PLTE", palette.as_flattened()), (b"IDAT", &data[..]), (b"IEND", &[])]
    {
        let named = [&name[..], body].concat();
        out.extend((body.len() as u32).to_be_bytes());
        out.extend(&named);
        out.extend(crc32fast::hash(&named).to_be_bytes());
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written is read again, whatever filter a row has.
    #[test]
    fn colours_stay() {
        let pixels: Vec<Colour> = (0..48u8).map(|n| [n % 5 * 40, n % 3 * 80, n / 8]).collect();
        let picture = Picture { width: 8, pixels };
        let mut raw = Vec::new();
        let mut above = vec![0u8; 24];
        for (n, row) in picture.pixels.chunks(8).enumerate() {
            let (filter, row) = (n as u8 % 5, row.as_flattened());
            raw.push(filter);
            for i in 0..row.len() {
                let before = |line: &[u8]| i.checked_sub(3).map_or(0, |n| line[n]);
                let (left, up, corner) = (before(row), above[i], before(&above));
                let guess = [0, left, up, u8::midpoint(left, up), paeth(left, up, corner)][usize::from(filter)];
                raw.push(row[i].wrapping_sub(guess));
            }
            above = row.to_vec();
        }
        // The same file but for its form: three channels, no palette.
        let mut png = write(&picture, &[], &raw).expect("a picture");
        png[25] = 2;
        assert_eq!(read(&png).expect("a picture").pixels, picture.pixels);
        let small = with_palette(&png).expect("a picture");
        let chunks = chunks(&small).expect("chunks");
        let colours: Vec<&[u8]> = chunks[1].1.chunks(3).collect();
        let mut rows = Vec::new();
        flate2::read::ZlibDecoder::new(chunks[2].1).read_to_end(&mut rows).expect("rows");
        let shown: Vec<u8> =
            rows.chunks(9).flat_map(|r| &r[1..]).flat_map(|n| colours[usize::from(*n)]).copied().collect();
        assert_eq!(shown, picture.pixels.as_flattened());
    }
}
