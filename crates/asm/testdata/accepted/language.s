// What the language has: macros, conditions, expressions, operands, directives.
#define NOSPLIT 4
#define RODATA 8
#define NOPTR 16
#define SAVE(reg, at) \
	MOVQ reg, at(SP) \
	ADDQ $(at * 2 + 1), reg
#define TWICE(x) x; x
#ifdef GOARCH_386
FROB
#else
#ifndef NOTHING
DATA table<>+0(SB)/8, $~0
DATA table<>+8(SB)/4, $1.5
DATA table<>+12(SB)/4, $"ab\x00c"
DATA table<>+16(SB)/8, $·code+4(SB)
GLOBL table<>(SB), RODATA|NOPTR, $24
GLOBL ·counter(SB), NOPTR, $8
GLOBL ·local(SB), 256, $8
#endif
#endif

// func code(x, y int) int
TEXT ·code(SB), NOSPLIT, $16-24
	MOVQ x+0(FP), AX
	MOVQ y+8(FP), BX; ADDQ BX, AX
	SAVE(AX, 8)
	MOVQ $(3 & 1 << 2 | 0x10 ^ 'a'), CX
	MOVQ $-(1 + 2) * 4, DX
	MOVQ table<>+8(SB), SI
	MOVQ ·counter(SB), R8
	LOCK
	XADDQ CX, ·counter(SB)
	MOVQ tmp-8(SP), R9
	MOVQ (AX)(BX*8), R10
	MOVQ 8(BX*2), R11
	SHLQ $3, AX:DX
loop:
	DECQ CX
	JNE loop
	JMP 2(PC)
	UNDEF
	TWICE(NOP)
	MOVSD $(2.5), X0
	VADDPD Z0, Z1, K1, Z2
	VADDPD.BCST.Z (AX), Z1, K1, Z2
	PCALIGN $16
	MOVQ AX, ret+16(FP)
	RET

TEXT frame<>(SB), 0, $40-0
	PCDATA $1, $2
	FUNCDATA $3, table<>(SB)
	CALL ·code(SB)
	CALL *·counter(SB)
	CALL AX
	PUSHQ AX
	POPQ BX
	MOVQ ·local(SB), CX
	CMPQ CX, $0
	JEQ done
	JMP other(SB)
done:
	RET
