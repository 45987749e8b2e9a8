//! Prints the program about values of every STEP-th struct from number A to number B: `shapes A B STEP`.

fn main() {
    let number = |n: usize, otherwise| std::env::args().nth(n).and_then(|a| a.parse().ok()).unwrap_or(otherwise);
    let all = testkit::all_shapes(3);
    let chosen = all.into_iter().take(number(2, 40)).skip(number(1, 0)).step_by(number(3, 1));
    print!("{}", testkit::shapes_program(&chosen.collect::<Vec<_>>()));
}
