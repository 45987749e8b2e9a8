//! Checks every object of the archives named on the command line and prints what they hold.
fn main() {
    for path in std::env::args().skip(1) {
        let file = match goobj::MappedFile::open(&path) {
            Ok(f) => f,
            Err(e) => {
                println!("{e}");
                continue;
            }
        };
        let archive = match goobj::Archive::parse(&file) {
            Ok(a) => a,
            Err(e) => {
                println!("{}", e.in_file(&path, None));
                continue;
            }
        };
        for m in archive.objects() {
            match m.object() {
                Ok(o) => println!("{path}({}): {} symbols, {} files", m.name, o.num_syms(), o.files().len()),
                Err(e) => println!("{}", e.in_file(&path, Some(m.name))),
            }
        }
    }
}
