// math/big: integers, rationals and floats with thousands of digits; the assembly kernels and the
// algorithms above them.
package main

import (
	"fmt"
	"hash/fnv"
	"math/big"
	"math/rand"
)

func digest(x fmt.Stringer) string {
	h := fnv.New64a()
	text := x.String()
	h.Write([]byte(text))
	return fmt.Sprintf("%d digits, %016x", len(text), h.Sum64())
}

func pi(digits int) *big.Int {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits+10)), nil)
	arctan := func(x int64) *big.Int {
		sum, term, square := new(big.Int), new(big.Int).Div(unit, big.NewInt(x)), big.NewInt(x*x)
		for n, sign := int64(1), int64(1); term.Sign() > 0; n, sign = n+2, -sign {
			part := new(big.Int).Div(term, big.NewInt(n*sign))
			if sign < 0 {
				part.Neg(new(big.Int).Div(term, big.NewInt(n)))
			}
			sum.Add(sum, part)
			term.Div(term, square)
		}
		return sum
	}
	p := new(big.Int).Mul(arctan(5), big.NewInt(16))
	p.Sub(p, new(big.Int).Mul(arctan(239), big.NewInt(4)))
	return p.Div(p, big.NewInt(10_000_000_000))
}

func main() {
	factorial := new(big.Int).MulRange(1, 5000)
	fmt.Println("5000!", digest(factorial))
	a, b := big.NewInt(0), big.NewInt(1)
	for range 20000 {
		a.Add(a, b)
		a, b = b, a
	}
	fmt.Println("fibonacci", digest(a))
	fmt.Println("pi", digest(pi(2000)), pi(50))

	r := rand.New(rand.NewSource(1))
	for _, bits := range []int{64, 500, 3000, 40000} {
		x := new(big.Int).Rand(r, new(big.Int).Lsh(big.NewInt(1), uint(bits)))
		y := new(big.Int).Rand(r, new(big.Int).Lsh(big.NewInt(1), uint(bits/2+1)))
		product := new(big.Int).Mul(x, y)
		q, m := new(big.Int).DivMod(product, new(big.Int).Add(y, big.NewInt(1)), new(big.Int))
		fmt.Println(bits, digest(product), digest(q), digest(m), digest(new(big.Int).Sqrt(product)))
		fmt.Println(digest(new(big.Int).GCD(nil, nil, x, y)), digest(new(big.Int).Xor(x, y)), product.BitLen(), x.Cmp(y))
		back, ok := new(big.Int).SetString(product.Text(62), 62)
		fmt.Println(ok, back.Cmp(product))
	}
	modulus, _ := new(big.Int).SetString("ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff", 16)
	fmt.Println(modulus.ProbablyPrime(10), new(big.Int).Exp(big.NewInt(3), factorial, modulus))
	fmt.Println(new(big.Int).ModInverse(big.NewInt(65537), modulus), big.Jacobi(big.NewInt(7), modulus))

	sum := new(big.Rat)
	for i := int64(1); i <= 200; i++ {
		sum.Add(sum, big.NewRat(1, i))
	}
	f, exact := sum.Float64()
	fmt.Println(digest(sum), sum.FloatString(40), f, exact)
	two := new(big.Float).SetPrec(1000).SetInt64(2)
	root := new(big.Float).SetPrec(1000).Sqrt(two)
	fmt.Println(root.Text('f', 290))
	fmt.Println(new(big.Float).Quo(root, new(big.Float).SetFloat64(-3.7e100)).Text('g', 60), root.Mode(), root.Acc())
	fmt.Printf("%.30g %x %08d %+d\n", root, factorial.Bytes()[:9], big.NewInt(-42), big.NewInt(7))
}
