//! The programs whose builds are measured. Each is a piece of Go repeated as often as asked for, with a number in
//! each repetition where the language wants different names.

/// A family of programs.
pub struct Case {
    /// Name.
    pub name: &'static str,
    /// The smallest size.
    pub from: usize,
    /// The program of a size.
    pub program: fn(usize) -> String,
}

const fn case(name: &'static str, from: usize, program: fn(usize) -> String) -> Case {
    Case { name, from, program }
}

/// All of them.
pub const CASES: &[Case] = &[
    case("statements", 2000, |n| main("var g [64]int\n", &each(n, |i| format!("g[{}] += {i}\n", i % 64)))),
    case("branches", 1000, |n| {
        main("var g [64]int\n", &each(n, |i| format!("if g[{}] > {i} {{ g[{}]++ }}\n", i % 64, i % 61)))
    }),
    case("live integers", 500, |n| live(n, "int", "i", "x")),
    case("live pointers", 250, |n| live(n, "*int", "new(int)", "*x")),
    case("locals", 1000, |n| {
        let set = each(n, |i| format!("x{i} := f({i})\n"));
        main(F, &format!("{set}println({})\n", list(n, " + ", |i| format!("x{i}"))))
    }),
    case("int table", 10_000, |n| table("int", n, |i| i.to_string())),
    case("struct table", 2000, |n| table("struct { a int; b string }", n, |i| format!("{{{i}, \"s{i}\"}}"))),
    case("any table", 4000, |n| table("any", n, |i| i.to_string())),
    case("map table", 2000, |n| map(n, "int", |i| i.to_string())),
    case("map of slices", 250, |n| map(n, "[]string", |i| format!("{{\"a{i}\", \"b\"}}"))),
    case("instances", 50, |n| {
        let head = "type L[T any] struct{ v []T }\nfunc (l *L[T]) Add(x T) { l.v = append(l.v, x) }\n";
        let types = each(n, |i| format!("type T{i} struct{{ a, b int }}\n"));
        main(&format!("{head}{types}"), &each(n, |i| format!("var l{i} L[T{i}]\nl{i}.Add(T{i}{{}})\n")))
    }),
    case("functions", 1000, |n| {
        let head = each(n, |i| format!("func f{i}(a, b int) int {{ if a > b {{ return {i} }}; return a * b }}\n"));
        main(&head, &each(n, |i| format!("f{i}(1, 2)\n")))
    }),
    case("types with methods", 100, |n| {
        let one = |i| format!("type T{i} struct{{ a int }}\nfunc (t *T{i}) M() int {{ return t.a }}\n");
        let all = list(n, ", ", |i| format!("&T{i}{{}}"));
        main(&format!("{}type I interface{{ M() int }}\nvar all = []I{{{all}}}\n", each(n, one)), "")
    }),
    case("embedding depth", 32, |n| {
        let types = each(n, |i| format!("type T{} struct{{ T{i} }}\n", i + 1));
        let head = format!("type T0 struct{{ X int }}\nfunc (T0) M() int {{ return 1 }}\n{types}");
        main(&head, &format!("var x T{n}\nvar i interface{{ M() int }} = x\nprintln(x.X, i.M())\n"))
    }),
    case("nested ifs", 100, |n| nested(n, |_| "if g > 0 {\n".into(), "}\n")),
    case("nested loops", 25, |n| nested(n, |i| format!("for i{i} := 0; i{i} < g; i{i}++ {{\n"), "}\n")),
    case("nested closures", 25, |n| nested(n, |_| "func() {\n".into(), "}()\n")),
    case("capturing closures", 16, |n| {
        let open = each(n, |i| format!("func() {{\nv{i} := g; g++\n"));
        main(G, &format!("{open}println({})\n{}", list(n, " + ", |i| format!("v{i}")), "}()\n".repeat(n)))
    }),
    case("closures", 250, |n| main(G, &each(n, |i| format!("func() {{ g += {i} }}()\n")))),
    case("parentheses", 250, |n| main(G, &format!("g = {}g{}\n", "(".repeat(n), ")".repeat(n)))),
    case("constant strings", 1000, |n| {
        main(&format!("const s = {}\n", list(n, " +\n", |i| format!("\"s{i}\""))), "println(len(s))\n")
    }),
    case("sum", 1000, |n| main(G, &format!("println({})\n", list(n, " + ", |_| "g".into())))),
    case("concatenation", 500, |n| main("var s = \"x\"\n", &format!("println({})\n", list(n, " + ", |_| "s".into())))),
    case("else if", 250, |n| main(G, &list(n, " else ", |i| format!("if g == {i} {{ println({i}) }}")))),
    case("integer cases", 500, |n| switch(n, "int", |i| (37 * i).to_string())),
    case("string cases", 250, |n| switch(n, "string", |i| format!("\"case{i}\""))),
    case("initialisers", 500, |n| main(&format!("{F}{}", each(n, |i| format!("var g{i} = f({i})\n"))), "")),
];

const F: &str = "//go:noinline\nfunc f(i int) int { return i }\n";
const G: &str = "var g int\n";

fn main(head: &str, body: &str) -> String {
    format!("package main\n{head}func main() {{\n{body}}}\n")
}

fn each(n: usize, piece: impl Fn(usize) -> String) -> String {
    (0..n).map(piece).collect()
}

fn list(n: usize, between: &str, piece: impl Fn(usize) -> String) -> String {
    (0..n).map(piece).collect::<Vec<_>>().join(between)
}

/// Values of calls, all of which live until the last one is made.
fn live(n: usize, ty: &str, value: &str, shown: &str) -> String {
    let head = format!("//go:noinline\nfunc f(i int) {ty} {{ return {value} }}\n");
    let set = each(n, |i| format!("x{i} := f({i})\n"));
    main(&head, &format!("{set}{}", each(n, |i| format!("println({shown}{i})\n"))))
}

fn table(ty: &str, n: usize, entry: impl Fn(usize) -> String) -> String {
    main(&format!("var t = []{ty}{{\n{},\n}}\n", list(n, ",\n", entry)), "println(len(t))\n")
}

fn map(n: usize, ty: &str, entry: impl Fn(usize) -> String) -> String {
    let entries = each(n, |i| format!("\"k{i}\": {},\n", entry(i)));
    main(&format!("var t = map[string]{ty}{{\n{entries}}}\n"), "println(len(t))\n")
}

fn nested(n: usize, open: impl Fn(usize) -> String, close: &str) -> String {
    main(G, &format!("{}g++\n{}", each(n, open), close.repeat(n)))
}

fn switch(n: usize, ty: &str, value: impl Fn(usize) -> String) -> String {
    let cases = each(n, |i| format!("case {}: return {}\n", value(i), i * 7 % 1000));
    main(&format!("var x {ty}\nfunc f(x {ty}) int {{\nswitch x {{\n{cases}}}\nreturn -1\n}}\n"), "println(f(x))\n")
}
