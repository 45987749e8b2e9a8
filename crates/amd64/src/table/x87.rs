//! The x87 instructions.
//! How to read a row: see [`crate::table`]. Authority: the Intel and AMD manuals for the instructions;
//! `cmd/internal/obj/x86/asm6.go` for which operands are taken and which form is tried first.

use super::forms;

forms! {
    F2XM1 { [] => [0xd9 0xf0]; }
    FABS { [] => [0xd9 0xe1]; }
    FADDD { [M St0] => Fadd_m64fp; [St St0] => Fadd_st0_sti; [St0 St] => Fadd_sti_st0; }
    FADDDP { [St0 St] => Faddp_sti_st0; }
    FADDF { [M St0] => Fadd_m32fp; }
    FADDL { [M St0] => Fiadd_m32int; }
    FADDW { [M St0] => Fiadd_m16int; }
    FBLD { [M] => Fbld_m80bcd; }
    FBSTP { [M] => Fbstp_m80bcd; }
    FCHS { [] => [0xd9 0xe0]; }
    FCLEX { [] => [0xdb 0xe2]; }
    FCMOVB { [St St0] => Fcmovb_st0_sti; }
    FCMOVBE { [St St0] => Fcmovbe_st0_sti; }
    FCMOVCC { [St St0] => Fcmovnb_st0_sti; }
    FCMOVCS { [St St0] => Fcmovb_st0_sti; }
    FCMOVE { [St St0] => Fcmove_st0_sti; }
    FCMOVEQ { [St St0] => Fcmove_st0_sti; }
    FCMOVHI { [St St0] => Fcmovnbe_st0_sti; }
    FCMOVLS { [St St0] => Fcmovbe_st0_sti; }
    FCMOVNB { [St St0] => Fcmovnb_st0_sti; }
    FCMOVNBE { [St St0] => Fcmovnbe_st0_sti; }
    FCMOVNE { [St St0] => Fcmovne_st0_sti; }
    FCMOVNU { [St St0] => Fcmovnu_st0_sti; }
    FCMOVU { [St St0] => Fcmovu_st0_sti; }
    FCMOVUN { [St St0] => Fcmovu_st0_sti; }
    FCOMD { [M St0] => Fcom_m64fp; [St St0] => Fcom_st0_sti; [St0 St] -> Fcom_st0_sti_DCD0; }
    FCOMDP { [M St0] => Fcomp_m64fp; [St St0] => Fcomp_st0_sti; [St0 St] -> Fcomp_st0_sti_DCD8; }
    FCOMF { [M St0] => Fcom_m32fp; }
    FCOMFP { [M St0] => Fcomp_m32fp; }
    FCOMI { [St St0] => Fcomi_st0_sti; }
    FCOMIP { [St St0] => Fcomip_st0_sti; }
    FCOML { [M St0] => Ficom_m32int; }
    FCOMLP { [M St0] => Ficomp_m32int; }
    FCOMW { [M St0] => Ficom_m16int; }
    FCOMWP { [M St0] => Ficomp_m16int; }
    FCOS { [] => [0xd9 0xff]; }
    FDECSTP { [] => [0xd9 0xf6]; }
    FDIVD { [M St0] => Fdiv_m64fp; [St St0] => Fdiv_st0_sti; [St0 St] => Fdiv_sti_st0; }
    FDIVDP { [St0 St] => Fdivp_sti_st0; }
    FDIVF { [M St0] => Fdiv_m32fp; }
    FDIVL { [M St0] => Fidiv_m32int; }
    FDIVRD { [M St0] => Fdivr_m64fp; [St St0] => Fdivr_st0_sti; [St0 St] => Fdivr_sti_st0; }
    FDIVRDP { [St0 St] => Fdivrp_sti_st0; }
    FDIVRF { [M St0] => Fdivr_m32fp; }
    FDIVRL { [M St0] => Fidivr_m32int; }
    FDIVRW { [M St0] => Fidivr_m16int; }
    FDIVW { [M St0] => Fidiv_m16int; }
    FINCSTP { [] => [0xd9 0xf7]; }
    FINIT { [] => [0xdb 0xe3]; }
    FLD1 { [] => [0xd9 0xe8]; }
    FLDCW { [M] => Fldcw_m2byte; }
    FLDL2E { [] => [0xd9 0xea]; }
    FLDL2T { [] => [0xd9 0xe9]; }
    FLDLG2 { [] => [0xd9 0xec]; }
    FLDLN2 { [] => [0xd9 0xed]; }
    FLDPI { [] => [0xd9 0xeb]; }
    FLDZ { [] => [0xd9 0xee]; }
    FMOVB { [M St0] => Fbld_m80bcd; }
    FMOVBP { [St0 M] => Fbstp_m80bcd; }
    FMOVD { [M St0] => Fld_m64fp; [St0 M] => Fst_m64fp; [St St0] => Fld_sti; [St0 St] => Fst_sti; }
    FMOVDP { [St0 M] => Fstp_m64fp; [St0 St] => Fstp_sti; }
    FMOVF { [M St0] => Fld_m32fp; [St0 M] => Fst_m32fp; }
    FMOVFP { [St0 M] => Fstp_m32fp; }
    FMOVL { [M St0] => Fild_m32int; [St0 M] => Fist_m32int; }
    FMOVLP { [St0 M] => Fistp_m32int; }
    FMOVV { [M St0] => Fild_m64int; }
    FMOVVP { [St0 M] => Fistp_m64int; }
    FMOVW { [M St0] => Fild_m16int; [St0 M] => Fist_m16int; }
    FMOVWP { [St0 M] => Fistp_m16int; }
    FMOVX { [M St0] => Fld_m80fp; }
    FMOVXP { [St0 M] => Fstp_m80fp; }
    FMULD { [M St0] => Fmul_m64fp; [St St0] => Fmul_st0_sti; [St0 St] => Fmul_sti_st0; }
    FMULDP { [St0 St] => Fmulp_sti_st0; }
    FMULF { [M St0] => Fmul_m32fp; }
    FMULL { [M St0] => Fimul_m32int; }
    FMULW { [M St0] => Fimul_m16int; }
    FNOP { [] => [0xd9 0xd0]; }
    FPATAN { [] => [0xd9 0xf3]; }
    FPREM { [] => [0xd9 0xf8]; }
    FPREM1 { [] => [0xd9 0xf5]; }
    FPTAN { [] => [0xd9 0xf2]; }
    FRNDINT { [] => [0xd9 0xfc]; }
    FRSTOR { [M] => Frstor_m108byte; }
    FSAVE { [M] => Fnsave_m108byte; }
    FSCALE { [] => [0xd9 0xfd]; }
    FSIN { [] => [0xd9 0xfe]; }
    FSINCOS { [] => [0xd9 0xfb]; }
    FSQRT { [] => [0xd9 0xfa]; }
    FSTCW { [M] => Fnstcw_m2byte; }
    FSTENV { [M] => Fnstenv_m28byte; }
    FSTSW { [M] => Fnstsw_m2byte; [Ax] => Fnstsw_AX; }
    FSUBD { [M St0] => Fsub_m64fp; [St St0] => Fsub_st0_sti; [St0 St] => Fsub_sti_st0; }
    FSUBDP { [St0 St] => Fsubp_sti_st0; }
    FSUBF { [M St0] => Fsub_m32fp; }
    FSUBL { [M St0] => Fisub_m32int; }
    FSUBRD { [M St0] => Fsubr_m64fp; [St St0] => Fsubr_st0_sti; [St0 St] => Fsubr_sti_st0; }
    FSUBRDP { [St0 St] => Fsubrp_sti_st0; }
    FSUBRF { [M St0] => Fsubr_m32fp; }
    FSUBRL { [M St0] => Fisubr_m32int; }
    FSUBRW { [M St0] => Fisubr_m16int; }
    FSUBW { [M St0] => Fisub_m16int; }
    FTST { [] => [0xd9 0xe4]; }
    FUCOM { [St0 St] -> Fucom_st0_sti; }
    FUCOMI { [St0 St] -> Fucomi_st0_sti; }
    FUCOMIP { [St0 St] -> Fucomip_st0_sti; }
    FUCOMP { [St0 St] -> Fucomp_st0_sti; }
    FYL2X { [] => [0xd9 0xf1]; }
    FYL2XP1 { [] => [0xd9 0xf9]; }
    WAIT { [] => [0x9b]; }
}
