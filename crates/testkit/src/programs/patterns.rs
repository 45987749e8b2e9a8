//! Statements with letters in the places of names, for functions about values that share memory (`aliases`).
//! Lines are divided by `|`; what the letters stand for is said at each table.

/// Writes one element of `B`, which has more than two; `I` is its index, `C` the value, `S` a text, `J` a name not used
/// elsewhere. Lines are divided by `|`.
pub(super) const WRITES: &[&str] = &[
    "B[I] = C",
    "B[I] ^= 3",
    "B[I]++",
    "B[0], B[I] = B[I], B[0]",
    "J := &B[I]|*J = C",
    "func() { B[I] = C }()",
    "J := func(x byte) { B[I] = x }|J(C)",
    "invoke(func() { B[I] = C })",
    "invoke(func() { J := B[I:]; invoke(func() { J[0] = C }) })",
    "J := box{b: B}.set|J(I, C)",
    "J := box{b: B}|invokeWith(J.set, I, C)",
    "J := &box{b: B}|invokeWith(J.put, I, C)",
    "box.set(box{b: B}, I, C)",
    "J := (*box).put|J(&box{b: B}, I, C)",
    "var J setter = box{b: B}|J.set(I, C)",
    "var J setter = &box{b: B}|J.set(I, C)",
    "var J setter = outer{box{b: B}, 1}|invokeWith(J.set, I, C)",
    "J := outer{box: box{b: B}}|J.put(I, C)",
    "J := outer{box: box{b: B}}|J2 := J|J2.b[I] = C",
    "J := &box{b: B}|J2 := &J|(*J2).b[I] = C",
    "writeAt(B, I, C)",
    "writeNear(B, I, C)",
    "writeBehind(&B, I, C)",
    "writeDeep(&deep{&box{b: B}}, I, C)",
    "same(B)[I] = C",
    "tail(B)[0] = C",
    "near(B)[I] = C",
    "J := [2][]byte{B, B}|J[k&1][I] = C",
    "J := [2]box{{b: B}, {b: B}}|J[k&1].set(I, C)",
    "for _, J := range [][]byte{B} { J[I] = C }",
    "for _, J := range [2][]byte{B, B} { J[I] = C }",
    "J := map[int][]byte{k: B}|J[k][I] = C",
    "J := map[string]*box{S: {b: B}}|J[S].put(I, C)",
    "J := make(chan []byte, 1)|J <- B|(<-J)[I] = C",
    "J := make(chan int)|go func() { B[I] = C; J <- 1 }()|<-J",
    "J := make(chan byte, 1)|J <- C|B[I] = <-J",
    "J := make(chan byte, 1)|J <- C|select {|case B[I] = <-J:|default:|}",
    "copy(B[I:], S)",
    "copy(B, B[I:])",
    "clear(B[:I])",
    "_ = append(B[:I], C)",
    "_ = append(B[:0], B[I:]...)",
    "for _, B[I] = range []byte{C, C + 1} {|}",
    "(*[3]byte)(B)[I] = C",
    "raw(B)[I] = C",
    "assign(B, I, C)",
    "assignFar(B, I, C)",
    "for J, J2 := range each(B) {|if J == I {|*J2 = C|break|}|}",
    "for J, J2 := range each(B) {|defer func() { *J2 += byte(J) }()|if J > 1 {|break|}|}",
    "func() {|defer func() { B[I] = C }()|invoke(func() {})|}()",
    "func() {|defer func() { recover(); B[I] = C }()|panic(1)|}()",
    "func() {|defer box{b: B}.set(I, C)|}()",
    "for J := range 2 {|defer func() { B[J] = C; acc = acc*3 + sum(B) }()|}",
    "defer writeAt(B, I, C)",
    "defer func(x []byte) { x[I] = C; acc += sum(B) }(B)",
    "reverse(B)",
    "order(B)",
];

/// Statements that look at links; `L` and `M` are such variables.
pub(super) const LOOKS: &[&str] = &[
    "if L != nil {|L.n += 3|}",
    "if L != nil {|M = L.other|}",
    "if L != nil && L.next != nil {|M = L.next.other|}",
    "if M != nil {|L = M.inner()|}",
    "if L != nil && L.f != nil {|acc = acc*5 + L.f()|}",
    "if L != nil {|J := *L|J.n++|M = &J|}",
    "if L != nil {|J := &link{n: L.n, other: L}|J.next = J|L = J|}",
    "J := [2]*link{L, M}|L = J[k&1]",
    "J := []*link{L, M}|for _, J2 := range J {|if J2 != nil {|J2.n ^= 1|L = J2|}|}",
    "J := struct{ a, b *link }{L, M}|L, M = J.b, J.a",
    "L, M = M, L",
];

/// Statements that change what links hold; `B` is a variable of bytes.
pub(super) const KEEPS: &[&str] = &[
    "if L != nil {|L.other = M|}",
    "if L != nil {|L.next = L|}",
    "if L != nil {|L.f = func() int { return sumLink(M, 1) }|}",
    "if L != nil {|J := L.n|L.f = func() int { J++; return J }|}",
    "if L != nil {|L.b = B|}",
];

/// What a loop does with the variable `L` that goes from turn to turn: reads make `Q` of it, news make `M`, which will be `L`
/// in the next turn, uses look at `Q`. `X` is a name not used elsewhere, `I` the number of the turn.
pub(super) struct Turn {
    pub(super) start: &'static str,
    pub(super) reads: &'static [&'static str],
    pub(super) news: &'static [&'static str],
    pub(super) uses: &'static [&'static str],
}

pub(super) const TURNS: &[Turn] = &[
    Turn {
        start: "var L *link",
        reads: &[
            "Q := L",
            "Q := same(L)",
            "Q := L.inner()",
            "Q := L.outer()",
            "var Q *link|if L != nil {|Q = L.other|}",
        ],
        news: &[
            "M := &link{n: I + k, other: &link{n: I}}",
            "X := link{n: I}|M := &X",
            "M := &link{n: I}|M.next, M.other = M, M",
            "X := &link{n: I}|M := &link{n: k, other: X, next: X}",
            "X := [2]link{{n: I}, {n: k}}|X[0].other = &X[1]|M := &X[0]",
            "X := &link{n: I}|M := &link{f: func() int { return X.n }}|M.other = M",
            "X := link{n: I}|X.next = &X|M := X.outer()",
            "M := &link{n: I, other: &link{n: k, b: []byte(s)}}",
        ],
        uses: &[
            "acc = acc*31 + sumLink(Q, 1)",
            "if Q != nil {|acc = acc*7 + Q.n|Q.n++|}",
            "if Q != nil && Q.f != nil {|acc = acc*7 + Q.f()|}",
        ],
    },
    Turn {
        start: "var L []byte",
        reads: &["Q := L", "Q := same(L)", "Q := cut(L, 1)", "Q := near(L)"],
        news: &[
            "M := []byte(s)",
            "M := []byte(lim(s + t))|M[0] = byte(I)",
            "X := string([]byte{byte(I), 66, 67, 68})|M := []byte(X)",
            "var X [8]byte|X[1] = byte(I)|M := X[:]",
            "M := make([]byte, 8)|M[2] = byte(I)",
            "X := [4]box{{b: []byte(s)}, {b: []byte{1, byte(I), 3}}}|M := X[I&1].b",
        ],
        uses: &["acc = acc*31 + sum(Q)", "if len(Q) > 0 {|Q[0]++|acc += int(Q[0])|}"],
    },
    Turn {
        start: "L := t",
        reads: &["Q := L", "Q := L + \"\"", "Q := cut(L, 1)", "Q := string([]byte(L))"],
        news: &[
            "X := []byte(s)|X[0] = byte(I)|M := string(X)",
            "M := lim(s + L)",
            "X := string([]byte{byte(I + 65)})|M := X + cut(L, 4)",
            "M := cut(s, I) + t",
            "M := string(rune(I + 1000))",
        ],
        uses: &["acc = acc*31 + sumText(Q)", "if Q == s {|acc++|}", "acc += len(map[string]int{Q: 1, s: 2})"],
    },
    Turn {
        start: "var L *record",
        reads: &[
            "Q := L",
            "Q := same(L)",
            "var Q *record|if L != nil {|Q = L.self|}",
            "var Q *record|if L != nil {|X := *L|Q = &X|}",
        ],
        news: &[
            "X := newRecordOf(I)|M := &X",
            "M := newRecord(I)",
            "X := newRecordOf(I)|X.self = &X|M := X.self",
            "M := &record{s: s, self: &record{a: [6]int{I}}}",
            "X := [2]record{newRecordOf(I), newRecordOf(k)}|M := &X[I&1]|M.self = &X[0]",
        ],
        uses: &["acc = acc*31 + sumRecord(Q)", "if Q != nil {|acc += Q.a[0]|Q.a[1]++|}"],
    },
    Turn {
        start: "var L []*link",
        reads: &[
            "Q := L",
            "Q := append([]*link(nil), L...)",
            "var Q []*link|if len(L) > 1 {|Q = []*link{L[1], L[0]}|}",
        ],
        news: &[
            "M := []*link{{n: I}, {n: k}}",
            "var X [2]link|X[1].n = I|M := []*link{&X[1], &X[0]}",
            "X := [2]*link{{n: I}, {n: k, other: &link{n: I}}}|M := X[:]",
        ],
        uses: &["for _, X := range Q {|acc = acc*31 + sumLink(X, 1)|}", "if len(Q) > 1 {|acc += Q[1].n|Q[0].n++|}"],
    },
    Turn {
        start: "var L func() int",
        reads: &["Q := L", "Q := same(L)"],
        news: &[
            "X := I|M := func() int { X++; return X }",
            "X := &link{n: I}|M := func() int { X.n++; return X.n }",
            "X := newRecordOf(I)|M := func() int { return sumRecord(&X) }",
            "X := []byte(s)|M := func() int { X[0]++; return sum(X) }",
        ],
        uses: &["if Q != nil {|acc = acc*31 + Q()|}"],
    },
];
