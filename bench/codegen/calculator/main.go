// A scanner and a recursive parser of expressions into a tree, folding of constants, printing.
package main

import (
	"errors"
	"fmt"
	"strings"
)

type token struct {
	kind  byte
	text  string
	value float64
}

type scanner struct {
	src string
	at  int
}

func (s *scanner) next() token {
	for s.at < len(s.src) && (s.src[s.at] == ' ' || s.src[s.at] == '\n') {
		s.at++
	}
	if s.at == len(s.src) {
		return token{kind: 0}
	}
	from := s.at
	c := s.src[s.at]
	s.at++
	switch {
	case '0' <= c && c <= '9':
		v := float64(c - '0')
		for s.at < len(s.src) && '0' <= s.src[s.at] && s.src[s.at] <= '9' {
			v = v*10 + float64(s.src[s.at]-'0')
			s.at++
		}
		return token{'0', s.src[from:s.at], v}
	case 'a' <= c && c <= 'z':
		for s.at < len(s.src) && 'a' <= s.src[s.at] && s.src[s.at] <= 'z' {
			s.at++
		}
		return token{'a', s.src[from:s.at], 0}
	}
	return token{kind: c, text: s.src[from:s.at]}
}

type node struct {
	op          byte
	value       float64
	name        string
	left, right *node
}

type parser struct {
	scanner
	ahead token
}

var errSyntax = errors.New("syntax")

func (p *parser) advance() { p.ahead = p.next() }

func level(op byte) int {
	switch op {
	case '+', '-':
		return 1
	case '*', '/':
		return 2
	}
	return 0
}

func (p *parser) binary(least int) (*node, error) {
	left, err := p.primary()
	for err == nil && level(p.ahead.kind) >= least {
		op := p.ahead.kind
		p.advance()
		var right *node
		right, err = p.binary(level(op) + 1)
		left = &node{op: op, left: left, right: right}
	}
	return left, err
}

func (p *parser) primary() (*node, error) {
	t := p.ahead
	p.advance()
	switch t.kind {
	case '0':
		return &node{op: '0', value: t.value}, nil
	case 'a':
		return &node{op: 'a', name: t.text}, nil
	case '(':
		n, err := p.binary(1)
		if err == nil && p.ahead.kind != ')' {
			err = errSyntax
		}
		p.advance()
		return n, err
	}
	return nil, fmt.Errorf("%w: %q", errSyntax, t.text)
}

func (n *node) fold() *node {
	if n.left == nil {
		return n
	}
	l, r := n.left.fold(), n.right.fold()
	if l.op == '0' && r.op == '0' {
		v := l.value
		switch n.op {
		case '+':
			v += r.value
		case '-':
			v -= r.value
		case '*':
			v *= r.value
		case '/':
			v /= r.value
		}
		return &node{op: '0', value: v}
	}
	return &node{op: n.op, left: l, right: r}
}

func (n *node) print(b *strings.Builder) {
	switch n.op {
	case '0':
		fmt.Fprint(b, n.value)
	case 'a':
		b.WriteString(n.name)
	default:
		b.WriteByte('(')
		n.left.print(b)
		b.WriteByte(n.op)
		n.right.print(b)
		b.WriteByte(')')
	}
}

func main() {
	src := strings.Repeat("(1 + 2*x - 30/(4 + y)) * (alpha - 17*3) +\n ", 300) + "beta"
	sum, failed := 0, 0
	for i := 0; i < 120; i++ {
		p := &parser{scanner: scanner{src: src[i%20:]}}
		p.advance()
		n, err := p.binary(1)
		if err != nil || p.ahead.kind != 0 {
			failed++
			continue
		}
		var b strings.Builder
		n.fold().print(&b)
		sum += b.Len()
	}
	p := &parser{scanner: scanner{src: src}}
	p.advance()
	for i := 0; i < 400; i++ {
		p.at = 0
		p.advance()
		n, _ := p.binary(1)
		sum += int(n.fold().op)
	}
	fmt.Println(sum, failed)
}
