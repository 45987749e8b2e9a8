//! Columns lined up by tabs, as Go's package `text/tabwriter` does with a least width of 18, tabs
//! of 8 and one column between: a column is as wide as the widest of the cells that stand
//! directly below each other.

const MIN: usize = 18;
const TAB: usize = 8;

/// A line: cells that a tab ends, and what stands behind them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// The cells.
    pub(crate) cells: Vec<String>,
    /// What stands behind.
    pub(crate) rest: String,
}

/// The text of lines.
pub(crate) fn lined_up(lines: &[Line]) -> String {
    let mut widths: Vec<Vec<usize>> = lines.iter().map(|l| vec![0; l.cells.len()]).collect();
    measure(lines, &mut widths, 0);
    let mut out = String::new();
    for (line, widths) in lines.iter().zip(&widths) {
        for (cell, width) in line.cells.iter().zip(widths) {
            let room = width.div_ceil(TAB) * TAB;
            let tabs = room.saturating_sub(cell.chars().count()).div_ceil(TAB);
            out.push_str(cell);
            out.push_str(&"\t".repeat(tabs));
        }
        out.push_str(&line.rest);
        out.push('\n');
    }
    out
}

/// Sets the widths from column `first` on: runs of lines that have the column share its width.
fn measure(lines: &[Line], widths: &mut [Vec<usize>], first: usize) {
    let mut at = 0;
    while at < lines.len() {
        let run = lines[at..].iter().take_while(|l| l.cells.len() > first).count();
        if run == 0 {
            at += 1;
            continue;
        }
        let block = at..at + run;
        let widest = lines[block.clone()].iter().map(|l| l.cells[first].chars().count() + 1).max().unwrap_or(0);
        widths[block.clone()].iter_mut().for_each(|w| w[first] = widest.max(MIN));
        measure(&lines[block.clone()], &mut widths[block], first + 1);
        at += run;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_below_each_other_are_as_wide() {
        let line =
            |cells: &[&str]| Line { cells: cells.iter().map(|c| (*c).to_owned()).collect(), rest: String::new() };
        let text = lined_up(&[line(&["a", "b"]), line(&["a rather long first cell", "b"]), line(&[]), line(&["c"])]);
        assert_eq!(text, "a\t\t\t\tb\t\t\t\na rather long first cell\tb\t\t\t\n\nc\t\t\t\n");
    }
}
