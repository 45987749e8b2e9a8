//! The tree that edits begin with: a program, two packages it imports, a module beside them, with what builds depend on: constants of
//! inlined, generic and other functions, fields, initialisers, files for tags, assembly with an included file, embedded files,
//! tests that read files, line numbers that the program asks for. Numbers behind `/*n*/` may be changed.

use std::fs;
use std::io;
use std::path::Path;

/// What stands before a number that may be changed.
pub(super) const MARK: &str = "/*n*/";

/// Name and text of each file.
const FILES: &[(&str, &str)] = &[
    ("go.mod", "module m\n\ngo 1.23\n\nrequire dep v0.0.0\n\nreplace dep => ./dep\n"),
    (
        "main.go",
        "package main\n\nimport (\n\t\"dep\"\n\t_ \"image\"\n\t\"m/a\"\n\t\"m/b\"\n)\n\nvar stamp = \"none\"\n\nvar table = [3]int{1, /*n*/1002, a.Const}\n\n\
         func main() {\n\tprintln(stamp, table[1], table[2], a.Inline(3), a.Large(9), a.Asm(), a.Tag)\n\
         \tprintln(a.Generic(4), a.Generic(\"x\"), b.Use(), b.Text, dep.Value(), dep.Line())\n\
         \tvar fs []func() int\n\tfor i := 0; i < 3; i++ {\n\t\tfs = append(fs, func() int { i += 10; return i })\n\t}\n\
         \tprintln(fs[0](), fs[1](), a.T{}.Size(), a.Started, b.Started)\n}\n",
    ),
    (
        "a/a.go",
        "package a\n\nimport \"unsafe\"\n\nconst Const = /*n*/2001\n\ntype T struct {\n\tx int64\n\ty [2]int64\n}\n\n\
         func (t T) Size() int { return int(unsafe.Sizeof(t)) + /*n*/2002 }\n\n\
         var Started = start()\n\nfunc start() int { return /*n*/2003 }\n\n\
         func Inline(x int) int { return x * /*n*/2004 }\n\n\
         func Large(x int) int {\n\tfor i := range x {\n\t\tif x%7 == i {\n\t\t\tx += hidden(i) * /*n*/2005\n\t\t}\n\t}\n\treturn x\n}\n\n\
         func hidden(x int) int { return x ^ /*n*/2006 }\n\n\
         func Generic[P any](p P) int {\n\tall := []P{p, p}\n\treturn len(all) + hidden(/*n*/2007)\n}\n",
    ),
    ("a/asm.go", "package a\n\nfunc Asm() int\n"),
    ("a/asm_amd64.s", "#include \"asm.h\"\n\nTEXT ·Asm(SB), 4, $0-8\n\tMOVQ $VALUE, ret+0(FP)\n\tRET\n"),
    ("a/asm.h", "#define VALUE /*n*/2101\n"),
    ("a/on.go", "//go:build special\n\npackage a\n\nconst Tag = /*n*/2201\n"),
    ("a/off.go", "//go:build !special\n\npackage a\n\nconst Tag = /*n*/2301\n"),
    (
        "a/a_test.go",
        "package a\n\nimport \"testing\"\n\nfunc TestInline(t *testing.T) {\n\tif Inline(2) != 2*/*n*/2004 {\n\t\tt.Fatal(Inline(2), Tag, Asm())\n\t}\n}\n",
    ),
    (
        "b/b.go",
        "package b\n\nimport (\n\t_ \"embed\"\n\t\"m/a\"\n\t\"runtime\"\n)\n\n//go:embed data/text.txt\nvar Text string\n\n\
         var Started = a.Started + /*n*/3001\n\n\
         func line() int {\n\t_, _, line, _ := runtime.Caller(1)\n\treturn line\n}\n\n\
         func Use() int { return a.Inline(/*n*/3002) + a.Generic(byte(1)) + line() }\n",
    ),
    ("b/data/text.txt", "text /*n*/3101\n"),
    (
        "b/b_test.go",
        "package b_test\n\nimport (\n\t\"m/a\"\n\t\"m/b\"\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestFiles(t *testing.T) {\n\
         \ttext, err := os.ReadFile(\"testdata/in.txt\")\n\tt.Log(b.Use(), string(text), err)\n\
         \tif a.Const+b.Started == /*n*/3201 || len(text) == 0 || os.Getenv(\"GOAMD64\") == \"v3\" {\n\t\tt.Fatal(b.Use(), string(text))\n\t}\n}\n",
    ),
    ("b/testdata/in.txt", "in /*n*/3301\n"),
    ("dep/go.mod", "module dep\n\ngo 1.22\n"),
    (
        "dep/dep.go",
        "package dep\n\nimport \"runtime\"\n\nfunc Value() int { return /*n*/4001 }\n\nfunc Line() int {\n\t_, _, line, _ := runtime.Caller(0)\n\treturn line\n}\n",
    ),
];

/// Puts the tree into its first state; links of other trees into it are left to point where they did.
pub(super) fn reset(root: &Path) -> io::Result<()> {
    let _ = fs::remove_dir_all(root);
    FILES.iter().try_for_each(|(name, text)| put(&root.join(name), text))
}

/// A program that imports what trees import of the library, with a test.
pub(super) fn library(root: &Path) -> io::Result<()> {
    put(&root.join("go.mod"), "module library\n\ngo 1.23\n")?;
    put(
        &root.join("main.go"),
        "package main\n\nimport (\n\t_ \"embed\"\n\t_ \"image\"\n\t_ \"runtime\"\n)\n\nvar stamp string\n\nfunc main() {}\n",
    )?;
    let test = "package main\n\nimport (\n\t_ \"os\"\n\t\"testing\"\n)\n\nfunc Test(t *testing.T) {}\n";
    put(&root.join("main_test.go"), test)
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, text)
}
