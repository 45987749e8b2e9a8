//! Integer, control, system and string instructions, and moves between register files.
//! How to read a row: see [`crate::table`]. Authority: the Intel and AMD manuals for the instructions;
//! `cmd/internal/obj/x86/asm6.go` for which operands are taken and which form is tried first.

use super::forms;

forms! {
    ADCB { [I32 Al] => Adc_AL_imm8; [I32 Rm8] => Adc_rm8_imm8; [R8 Rm8] => Adc_rm8_r8; [Rm8 R8] => Adc_r8_rm8; }
    ADCL {
        [S8 Rm] => Adc_rm32_imm8; [I32 Ax] => Adc_EAX_imm32; [I32 Rm] => Adc_rm32_imm32; [R Rm] => Adc_rm32_r32;
        [Rm R] => Adc_r32_rm32;
    }
    ADCQ {
        [S8 Rm] => Adc_rm64_imm8; [I32 Ax] => Adc_RAX_imm32; [I32 Rm] => Adc_rm64_imm32; [R Rm] => Adc_rm64_r64;
        [Rm R] => Adc_r64_rm64;
    }
    ADCW {
        [S8 Rm] => Adc_rm16_imm8; [I32 Ax] => Adc_AX_imm16; [I32 Rm] => Adc_rm16_imm16; [R Rm] => Adc_rm16_r16;
        [Rm R] => Adc_r16_rm16;
    }
    ADCXL { [Rm R] => Adcx_r32_rm32; }
    ADCXQ { [Rm R] => Adcx_r64_rm64; }
    ADDB { [I32 Al] => Add_AL_imm8; [I32 Rm8] => Add_rm8_imm8; [R8 Rm8] => Add_rm8_r8; [Rm8 R8] => Add_r8_rm8; }
    ADDL {
        [S8 Rm] => Add_rm32_imm8; [I32 Ax] => Add_EAX_imm32; [I32 Rm] => Add_rm32_imm32; [R Rm] => Add_rm32_r32;
        [Rm R] => Add_r32_rm32;
    }
    ADDQ {
        [S8 Rm] => Add_rm64_imm8; [I32 Ax] => Add_RAX_imm32; [I32 Rm] => Add_rm64_imm32; [R Rm] => Add_rm64_r64;
        [Rm R] => Add_r64_rm64;
    }
    ADDW {
        [S8 Rm] => Add_rm16_imm8; [I32 Ax] => Add_AX_imm16; [I32 Rm] => Add_rm16_imm16; [R Rm] => Add_rm16_r16;
        [Rm R] => Add_r16_rm16;
    }
    ADOXL { [Rm R] => Adox_r32_rm32; }
    ADOXQ { [Rm R] => Adox_r64_rm64; }
    ANDB { [I32 Al] => And_AL_imm8; [I32 Rm8] => And_rm8_imm8; [R8 Rm8] => And_rm8_r8; [Rm8 R8] => And_r8_rm8; }
    ANDL {
        [S8 Rm] => And_rm32_imm8; [I32 Ax] => And_EAX_imm32; [I32 Rm] => And_rm32_imm32; [R Rm] => And_rm32_r32;
        [Rm R] => And_r32_rm32;
    }
    ANDQ {
        [S8 Rm] => And_rm64_imm8; [I32 Ax] => And_RAX_imm32; [I32 Rm] => And_rm64_imm32; [R Rm] => And_rm64_r64;
        [Rm R] => And_r64_rm64;
    }
    ANDW {
        [S8 Rm] => And_rm16_imm8; [I32 Ax] => And_AX_imm16; [I32 Rm] => And_rm16_imm16; [R Rm] => And_rm16_r16;
        [Rm R] => And_r16_rm16;
    }
    BSFL { [Rm R] => Bsf_r32_rm32; }
    BSFQ { [Rm R] => Bsf_r64_rm64; }
    BSFW { [Rm R] => Bsf_r16_rm16; }
    BSRL { [Rm R] => Bsr_r32_rm32; }
    BSRQ { [Rm R] => Bsr_r64_rm64; }
    BSRW { [Rm R] => Bsr_r16_rm16; }
    BSWAPL { [R] => Bswap_r32; }
    BSWAPQ { [R] => Bswap_r64; }
    BTCL { [S8 Rm] => Btc_rm32_imm8; [R Rm] => Btc_rm32_r32; }
    BTCQ { [S8 Rm] => Btc_rm64_imm8; [R Rm] => Btc_rm64_r64; }
    BTCW { [S8 Rm] => Btc_rm16_imm8; [R Rm] => Btc_rm16_r16; }
    BTL { [S8 Rm] => Bt_rm32_imm8; [R Rm] => Bt_rm32_r32; }
    BTQ { [S8 Rm] => Bt_rm64_imm8; [R Rm] => Bt_rm64_r64; }
    BTRL { [S8 Rm] => Btr_rm32_imm8; [R Rm] => Btr_rm32_r32; }
    BTRQ { [S8 Rm] => Btr_rm64_imm8; [R Rm] => Btr_rm64_r64; }
    BTRW { [S8 Rm] => Btr_rm16_imm8; [R Rm] => Btr_rm16_r16; }
    BTSL { [S8 Rm] => Bts_rm32_imm8; [R Rm] => Bts_rm32_r32; }
    BTSQ { [S8 Rm] => Bts_rm64_imm8; [R Rm] => Bts_rm64_r64; }
    BTSW { [S8 Rm] => Bts_rm16_imm8; [R Rm] => Bts_rm16_r16; }
    BTW { [S8 Rm] => Bt_rm16_imm8; [R Rm] => Bt_rm16_r16; }
    CALL { [Rm] => Call_rm64; }
    CBW { [] => [0x66 0x98]; }
    CDQ { [] => [0x99]; }
    CDQE { [] => [0x48 0x98]; }
    CLAC { [] => [0x0f 0x01 0xca]; }
    CLC { [] => [0xf8]; }
    CLD { [] => [0xfc]; }
    CLDEMOTE { [M] => Cldemote_m8; }
    CLFLUSH { [M] => Clflush_m8; }
    CLFLUSHOPT { [M] => Clflushopt_m8; }
    CLI { [] => [0xfa]; }
    CLTS { [] => [0x0f 0x06]; }
    CLWB { [M] => Clwb_m8; }
    CMC { [] => [0xf5]; }
    CMOVLCC { [Rm R] => Cmovae_r32_rm32; }
    CMOVLCS { [Rm R] => Cmovb_r32_rm32; }
    CMOVLEQ { [Rm R] => Cmove_r32_rm32; }
    CMOVLGE { [Rm R] => Cmovge_r32_rm32; }
    CMOVLGT { [Rm R] => Cmovg_r32_rm32; }
    CMOVLHI { [Rm R] => Cmova_r32_rm32; }
    CMOVLLE { [Rm R] => Cmovle_r32_rm32; }
    CMOVLLS { [Rm R] => Cmovbe_r32_rm32; }
    CMOVLLT { [Rm R] => Cmovl_r32_rm32; }
    CMOVLMI { [Rm R] => Cmovs_r32_rm32; }
    CMOVLNE { [Rm R] => Cmovne_r32_rm32; }
    CMOVLOC { [Rm R] => Cmovno_r32_rm32; }
    CMOVLOS { [Rm R] => Cmovo_r32_rm32; }
    CMOVLPC { [Rm R] => Cmovnp_r32_rm32; }
    CMOVLPL { [Rm R] => Cmovns_r32_rm32; }
    CMOVLPS { [Rm R] => Cmovp_r32_rm32; }
    CMOVQCC { [Rm R] => Cmovae_r64_rm64; }
    CMOVQCS { [Rm R] => Cmovb_r64_rm64; }
    CMOVQEQ { [Rm R] => Cmove_r64_rm64; }
    CMOVQGE { [Rm R] => Cmovge_r64_rm64; }
    CMOVQGT { [Rm R] => Cmovg_r64_rm64; }
    CMOVQHI { [Rm R] => Cmova_r64_rm64; }
    CMOVQLE { [Rm R] => Cmovle_r64_rm64; }
    CMOVQLS { [Rm R] => Cmovbe_r64_rm64; }
    CMOVQLT { [Rm R] => Cmovl_r64_rm64; }
    CMOVQMI { [Rm R] => Cmovs_r64_rm64; }
    CMOVQNE { [Rm R] => Cmovne_r64_rm64; }
    CMOVQOC { [Rm R] => Cmovno_r64_rm64; }
    CMOVQOS { [Rm R] => Cmovo_r64_rm64; }
    CMOVQPC { [Rm R] => Cmovnp_r64_rm64; }
    CMOVQPL { [Rm R] => Cmovns_r64_rm64; }
    CMOVQPS { [Rm R] => Cmovp_r64_rm64; }
    CMOVWCC { [Rm R] => Cmovae_r16_rm16; }
    CMOVWCS { [Rm R] => Cmovb_r16_rm16; }
    CMOVWEQ { [Rm R] => Cmove_r16_rm16; }
    CMOVWGE { [Rm R] => Cmovge_r16_rm16; }
    CMOVWGT { [Rm R] => Cmovg_r16_rm16; }
    CMOVWHI { [Rm R] => Cmova_r16_rm16; }
    CMOVWLE { [Rm R] => Cmovle_r16_rm16; }
    CMOVWLS { [Rm R] => Cmovbe_r16_rm16; }
    CMOVWLT { [Rm R] => Cmovl_r16_rm16; }
    CMOVWMI { [Rm R] => Cmovs_r16_rm16; }
    CMOVWNE { [Rm R] => Cmovne_r16_rm16; }
    CMOVWOC { [Rm R] => Cmovno_r16_rm16; }
    CMOVWOS { [Rm R] => Cmovo_r16_rm16; }
    CMOVWPC { [Rm R] => Cmovnp_r16_rm16; }
    CMOVWPL { [Rm R] => Cmovns_r16_rm16; }
    CMOVWPS { [Rm R] => Cmovp_r16_rm16; }
    CMPB { [Al I32] -> Cmp_AL_imm8; [Rm8 I32] -> Cmp_rm8_imm8; [Rm8 R8] -> Cmp_rm8_r8; [R8 Rm8] -> Cmp_r8_rm8; }
    CMPL {
        [Rm S8] -> Cmp_rm32_imm8; [Ax I32] -> Cmp_EAX_imm32; [Rm I32] -> Cmp_rm32_imm32; [Rm R] -> Cmp_rm32_r32;
        [R Rm] -> Cmp_r32_rm32;
    }
    CMPQ {
        [Rm S8] -> Cmp_rm64_imm8; [Ax I32] -> Cmp_RAX_imm32; [Rm I32] -> Cmp_rm64_imm32; [Rm R] -> Cmp_rm64_r64;
        [R Rm] -> Cmp_r64_rm64;
    }
    CMPSB { [] => [0xa6]; }
    CMPSL { [] => [0xa7]; }
    CMPSQ { [] => [0x48 0xa7]; }
    CMPSW { [] => [0x66 0xa7]; }
    CMPW {
        [Rm S8] -> Cmp_rm16_imm8; [Ax I32] -> Cmp_AX_imm16; [Rm I32] -> Cmp_rm16_imm16; [Rm R] -> Cmp_rm16_r16;
        [R Rm] -> Cmp_r16_rm16;
    }
    CMPXCHG16B { [M] => Cmpxchg16b_m128; }
    CMPXCHG8B { [M] => Cmpxchg8b_m64; }
    CMPXCHGB { [R8 Rm8] => Cmpxchg_rm8_r8; }
    CMPXCHGL { [R Rm] => Cmpxchg_rm32_r32; }
    CMPXCHGQ { [R Rm] => Cmpxchg_rm64_r64; }
    CMPXCHGW { [R Rm] => Cmpxchg_rm16_r16; }
    CPUID { [] => [0x0f 0xa2]; }
    CQO { [] => [0x48 0x99]; }
    CRC32B { [Rm8 R] => Crc32_r32_rm8; }
    CRC32L { [Rm R] => Crc32_r32_rm32; }
    CRC32Q { [Rm R] => Crc32_r64_rm64; }
    CRC32W { [Rm R] => Crc32_r32_rm16; }
    CWD { [] => [0x66 0x99]; }
    CWDE { [] => [0x98]; }
    DECB { [Rm8] => Dec_rm8; }
    DECL { [Rm] => Dec_rm32; }
    DECQ { [Rm] => Dec_rm64; }
    DECW { [Rm] => Dec_rm16; }
    DIVB { [Rm8] => Div_rm8; }
    DIVL { [Rm] => Div_rm32; }
    DIVQ { [Rm] => Div_rm64; }
    DIVW { [Rm] => Div_rm16; }
    EMMS { [] => [0x0f 0x77]; }
    FXAM { [] => [0xd9 0xe5]; }
    FXCHD { [St0 St] -> Fxch_st0_sti; [St St0] => Fxch_st0_sti; }
    FXRSTOR { [M] => Fxrstor_m512byte; }
    FXRSTOR64 { [M] => Fxrstor64_m512byte; }
    FXSAVE { [M] => Fxsave_m512byte; }
    FXSAVE64 { [M] => Fxsave64_m512byte; }
    FXTRACT { [] => [0xd9 0xf4]; }
    HLT { [] => [0xf4]; }
    ICEBP { [] => [0xf1]; }
    IDIVB { [Rm8] => Idiv_rm8; }
    IDIVL { [Rm] => Idiv_rm32; }
    IDIVQ { [Rm] => Idiv_rm64; }
    IDIVW { [Rm] => Idiv_rm16; }
    IMUL3L { [S8 Rm R] => Imul_r32_rm32_imm8; [I32 Rm R] => Imul_r32_rm32_imm32; }
    IMUL3Q { [S8 Rm R] => Imul_r64_rm64_imm8; [I32 Rm R] => Imul_r64_rm64_imm32; }
    IMUL3W { [S8 Rm R] => Imul_r16_rm16_imm8; [I32 Rm R] => Imul_r16_rm16_imm16; }
    IMULB { [Rm8] => Imul_rm8; }
    IMULL { [Rm] => Imul_rm32; [S8 R] + Imul_r32_rm32_imm8; [I32 R] + Imul_r32_rm32_imm32; [Rm R] => Imul_r32_rm32; }
    IMULQ { [Rm] => Imul_rm64; [S8 R] + Imul_r64_rm64_imm8; [I32 R] + Imul_r64_rm64_imm32; [Rm R] => Imul_r64_rm64; }
    IMULW { [Rm] => Imul_rm16; [S8 R] + Imul_r16_rm16_imm8; [I32 R] + Imul_r16_rm16_imm16; [Rm R] => Imul_r16_rm16; }
    INB { [I32] => In_AL_imm8; [] => [0xec]; }
    INCB { [Rm8] => Inc_rm8; }
    INCL { [Rm] => Inc_rm32; }
    INCQ { [Rm] => Inc_rm64; }
    INCW { [Rm] => Inc_rm16; }
    INL { [I32] => In_EAX_imm8; [] => [0xed]; }
    INSB { [] => [0x6c]; }
    INSL { [] => [0x6d]; }
    INSW { [] => [0x66 0x6d]; }
    INT { [I32] => Int_imm8; }
    INVD { [] => [0x0f 0x08]; }
    INVLPG { [M] => Invlpg_m; }
    INVPCID { [M R] => Invpcid_r64_m128; }
    INW { [I32] => In_AX_imm8; [] => [0x66 0xed]; }
    IRETL { [] => [0xcf]; }
    IRETQ { [] => [0x48 0xcf]; }
    IRETW { [] => [0x66 0xcf]; }
    JMP { [Rm] => Jmp_rm64; }
    LAHF { [] => [0x9f]; }
    LARL { [Rm R] => Lar_r32_r32m16; }
    LARQ { [Rm R] => Lar_r64_r64m16; }
    LARW { [Rm R] => Lar_r16_rm16; }
    LDMXCSR { [M] => Ldmxcsr_m32; }
    LEAL { [M R] => Lea_r32_m; }
    LEAQ { [M R] => Lea_r64_m; }
    LEAVEQ { [] => [0xc9]; }
    LEAVEW { [] => [0x66 0xc9]; }
    LEAW { [M R] => Lea_r16_m; }
    LFENCE { [] => [0x0f 0xae 0xe8]; }
    LFSL { [M R] => Lfs_r32_m1632; }
    LFSQ { [M R] => Lfs_r64_m1664; }
    LFSW { [M R] => Lfs_r16_m1616; }
    LGDT { [M] => Lgdt_m1664; }
    LGSL { [M R] => Lgs_r32_m1632; }
    LGSQ { [M R] => Lgs_r64_m1664; }
    LGSW { [M R] => Lgs_r16_m1616; }
    LIDT { [M] => Lidt_m1664; }
    LLDT { [Rm] => Lldt_r32m16; }
    LMSW { [Rm] => Lmsw_r32m16; }
    LOCK { [] => [0xf0]; }
    LODSB { [] => [0xac]; }
    LODSL { [] => [0xad]; }
    LODSQ { [] => [0x48 0xad]; }
    LODSW { [] => [0x66 0xad]; }
    LSLL { [Rm R] => Lsl_r32_r32m16; }
    LSLQ { [Rm R] => Lsl_r64_r64m16; }
    LSLW { [Rm R] => Lsl_r16_rm16; }
    LSSL { [M R] => Lss_r32_m1632; }
    LSSQ { [M R] => Lss_r64_m1664; }
    LSSW { [M R] => Lss_r16_m1616; }
    LTR { [Rm] => Ltr_r32m16; }
    LZCNTL { [Rm R] => Lzcnt_r32_rm32; }
    LZCNTQ { [Rm R] => Lzcnt_r64_rm64; }
    LZCNTW { [Rm R] => Lzcnt_r16_rm16; }
    MFENCE { [] => [0x0f 0xae 0xf0]; }
    MONITOR { [] => [0x0f 0x01 0xc8]; }
    MOVB { [R8 Rm8] => Mov_rm8_r8; [Rm8 R8] => Mov_r8_rm8; [I32 R8] => Mov_r8_imm8; [I32 Rm8] => Mov_rm8_imm8; }
    MOVBEL { [M R] => Movbe_r32_m32; [R M] => Movbe_m32_r32; }
    MOVBEQ { [M R] => Movbe_r64_m64; [R M] => Movbe_m64_r64; }
    MOVBEW { [M R] => Movbe_r16_m16; [R M] => Movbe_m16_r16; }
    MOVBLSX { [Rm8 R] => Movsx_r32_rm8; }
    MOVBLZX { [Rm8 R] => Movzx_r32_rm8; }
    MOVBQSX { [Rm8 R] => Movsx_r64_rm8; }
    MOVBQZX { [Rm8 R] => Movzx_r64_rm8; }
    MOVBWSX { [Rm8 R] => Movsx_r16_rm8; }
    MOVBWZX { [Rm8 R] => Movzx_r16_rm8; }
    MOVL {
        [R Rm] => Mov_rm32_r32; [Rm R] => Mov_r32_rm32; [I32 R] => Mov_r32_imm32; [I32 Rm] => Mov_rm32_imm32;
        [Rm Mm] => Movd_mm_rm32; [Mm Rm] => Movd_rm32_mm; [Rm X] => Movd_xmm_rm32; [X Rm] => Movd_rm32_xmm;
        [Cr R] => Mov_r64_cr; [R Cr] => Mov_cr_r64; [DrL R] => Mov_r64_dr; [R DrL] => Mov_dr_r64;
        [M Gdtr] => Lgdt_m1664; [Gdtr M] => Sgdt_m1664; [M Idtr] => Lidt_m1664; [Idtr M] => Sidt_m1664;
    }
    MOVLQSX { [Rm R] => Movsxd_r64_rm32; }
    MOVLQZX { [Rm R] => Mov_r32_rm32; }
    MOVNTIL { [R M] => Movnti_m32_r32; }
    MOVNTIQ { [R M] => Movnti_m64_r64; }
    MOVQ {
        [M Mm] => Movq_mm_mmm64; [Mm M] => Movq_mmm64_mm; [X Mm] => Movdq2q_mm_xmm; [Xm X] => Movq_xmm_xmmm64;
        [X Xm] => Movq_xmmm64_xmm; [R Rm] => Mov_rm64_r64; [Rm R] => Mov_r64_rm64; [S32 R] => Mov_rm64_imm32;
        [U32 R] => Mov_r32_imm32; [I64 R] => Mov_r64_imm64; [I32 Rm] => Mov_rm64_imm32; [Mmm Mm] => Movq_mm_rm64;
        [Mm Mmm] => Movq_rm64_mm; [Rm X] => Movq_xmm_rm64; [X Rm] => Movq_rm64_xmm; [Cr R] => Mov_r64_cr;
        [R Cr] => Mov_cr_r64; [Dr R] => Mov_r64_dr; [R Dr] => Mov_dr_r64; [M Gdtr] => Lgdt_m1664;
        [Gdtr M] => Sgdt_m1664; [M Idtr] => Lidt_m1664; [Idtr M] => Sidt_m1664;
    }
    MOVQL { [R Rm] => Mov_rm32_r32; }
    MOVSB { [] => [0xa4]; }
    MOVSL { [] => [0xa5]; }
    MOVSQ { [] => [0x48 0xa5]; }
    MOVSW { [] => [0x66 0xa5]; }
    MOVSWW { [Rm R] => Movsx_r16_rm16; }
    MOVW {
        [R Rm] => Mov_rm16_r16; [Rm R] => Mov_r16_rm16; [I32 R] => Mov_r16_imm16; [I32 Rm] => Mov_rm16_imm16;
        [Seg Rm] => Mov_r32m16_Sreg; [Rm Seg] => Mov_Sreg_r32m16; [Rm Ldtr] => Lldt_r32m16; [Ldtr Rm] => Sldt_r32m16;
        [Rm Msw] => Lmsw_r32m16; [Msw Rm] => Smsw_r32m16; [Rm Task] => Ltr_r32m16; [Task Rm] => Str_r32m16;
        [Addr R] => Lea_r16_m;
    }
    MOVWLSX { [Rm R] => Movsx_r32_rm16; }
    MOVWLZX { [Rm R] => Movzx_r32_rm16; }
    MOVWQSX { [Rm R] => Movsx_r64_rm16; }
    MOVWQZX { [Rm R] => Movzx_r64_rm16; }
    MOVZWW { [Rm R] => Movzx_r16_rm16; }
    MULB { [Rm8] => Mul_rm8; }
    MULL { [Rm] => Mul_rm32; }
    MULQ { [Rm] => Mul_rm64; }
    MULW { [Rm] => Mul_rm16; }
    MWAIT { [] => [0x0f 0x01 0xc9]; }
    NEGB { [Rm8] => Neg_rm8; }
    NEGL { [Rm] => Neg_rm32; }
    NEGQ { [Rm] => Neg_rm64; }
    NEGW { [Rm] => Neg_rm16; }
    NOPL { [Rm] => Nop_rm32; }
    NOPW { [Rm] => Nop_rm16; }
    NOTB { [Rm8] => Not_rm8; }
    NOTL { [Rm] => Not_rm32; }
    NOTQ { [Rm] => Not_rm64; }
    NOTW { [Rm] => Not_rm16; }
    ORB { [I32 Al] => Or_AL_imm8; [I32 Rm8] => Or_rm8_imm8; [R8 Rm8] => Or_rm8_r8; [Rm8 R8] => Or_r8_rm8; }
    ORL {
        [S8 Rm] => Or_rm32_imm8; [I32 Ax] => Or_EAX_imm32; [I32 Rm] => Or_rm32_imm32; [R Rm] => Or_rm32_r32;
        [Rm R] => Or_r32_rm32;
    }
    ORQ {
        [S8 Rm] => Or_rm64_imm8; [I32 Ax] => Or_RAX_imm32; [I32 Rm] => Or_rm64_imm32; [R Rm] => Or_rm64_r64;
        [Rm R] => Or_r64_rm64;
    }
    ORW {
        [S8 Rm] => Or_rm16_imm8; [I32 Ax] => Or_AX_imm16; [I32 Rm] => Or_rm16_imm16; [R Rm] => Or_rm16_r16;
        [Rm R] => Or_r16_rm16;
    }
    OUTB { [I32] => Out_imm8_AL; [] => [0xee]; }
    OUTL { [I32] => Out_imm8_EAX; [] => [0xef]; }
    OUTSB { [] => [0x6e]; }
    OUTSL { [] => [0x6f]; }
    OUTSW { [] => [0x66 0x6f]; }
    OUTW { [I32] => Out_imm8_AX; [] => [0x66 0xef]; }
    PAUSE { [] => [0xf3 0x90]; }
    POPAW { [] => [0x66 0x61]; }
    POPCNTL { [Rm R] => Popcnt_r32_rm32; }
    POPCNTQ { [Rm R] => Popcnt_r64_rm64; }
    POPCNTW { [Rm R] => Popcnt_r16_rm16; }
    POPFQ { [] => [0x9d]; }
    POPFW { [] => [0x66 0x9d]; }
    POPL { [Ds] => [0x1f]; [Es] => [0x07]; [Ss] => [0x17]; [Fs] => Popq_FS; [Gs] => Popq_GS; }
    POPQ { [R] => Pop_r64; [M] => Pop_rm64; [Fs] => Popq_FS; [Gs] => Popq_GS; }
    POPW {
        [R] => Pop_r16; [M] => Pop_rm16; [Ds] => [0x66 0x1f]; [Es] => [0x66 0x07]; [Ss] => [0x66 0x17];
        [Fs] => Popw_FS; [Gs] => Popw_GS;
    }
    PREFETCHNTA { [M] => Prefetchnta_m8; }
    PREFETCHT0 { [M] => Prefetcht0_m8; }
    PREFETCHT1 { [M] => Prefetcht1_m8; }
    PREFETCHT2 { [M] => Prefetcht2_m8; }
    PUSHAW { [] => [0x66 0x60]; }
    PUSHFQ { [] => [0x9c]; }
    PUSHFW { [] => [0x66 0x9c]; }
    PUSHL { [Cs] => [0x0e]; [Ss] => [0x16]; [Ds] => [0x1e]; [Es] => [0x06]; [Fs] => Pushq_FS; [Gs] => Pushq_GS; }
    PUSHQ {
        [R] => Push_r64; [M] => Push_rm64; [S8] => Pushq_imm8; [I32] => Pushq_imm32; [Fs] => Pushq_FS;
        [Gs] => Pushq_GS;
    }
    PUSHW {
        [R] => Push_r16; [M] => Push_rm16; [S8] => Pushw_imm8; [I32] => Push_imm16; [Cs] => [0x66 0x0e];
        [Ss] => [0x66 0x16]; [Ds] => [0x66 0x1e]; [Es] => [0x66 0x06]; [Fs] => Pushw_FS; [Gs] => Pushw_GS;
    }
    RCLB { [I1 Rm8] => Rcl_rm8_1; [U8 Rm8] => Rcl_rm8_imm8; [Cx Rm8] => Rcl_rm8_CL; }
    RCLL { [I1 Rm] => Rcl_rm32_1; [U8 Rm] => Rcl_rm32_imm8; [Cl Rm] => Rcl_rm32_CL; [Cx Rm] => Rcl_rm32_CL; }
    RCLQ { [I1 Rm] => Rcl_rm64_1; [U8 Rm] => Rcl_rm64_imm8; [Cl Rm] => Rcl_rm64_CL; [Cx Rm] => Rcl_rm64_CL; }
    RCLW { [I1 Rm] => Rcl_rm16_1; [U8 Rm] => Rcl_rm16_imm8; [Cl Rm] => Rcl_rm16_CL; [Cx Rm] => Rcl_rm16_CL; }
    RCRB { [I1 Rm8] => Rcr_rm8_1; [U8 Rm8] => Rcr_rm8_imm8; [Cx Rm8] => Rcr_rm8_CL; }
    RCRL { [I1 Rm] => Rcr_rm32_1; [U8 Rm] => Rcr_rm32_imm8; [Cl Rm] => Rcr_rm32_CL; [Cx Rm] => Rcr_rm32_CL; }
    RCRQ { [I1 Rm] => Rcr_rm64_1; [U8 Rm] => Rcr_rm64_imm8; [Cl Rm] => Rcr_rm64_CL; [Cx Rm] => Rcr_rm64_CL; }
    RCRW { [I1 Rm] => Rcr_rm16_1; [U8 Rm] => Rcr_rm16_imm8; [Cl Rm] => Rcr_rm16_CL; [Cx Rm] => Rcr_rm16_CL; }
    RDFSBASEL { [R] => Rdfsbase_r32; }
    RDFSBASEQ { [R] => Rdfsbase_r64; }
    RDGSBASEL { [R] => Rdgsbase_r32; }
    RDGSBASEQ { [R] => Rdgsbase_r64; }
    RDMSR { [] => [0x0f 0x32]; }
    RDPID { [R] => Rdpid_r64; }
    RDPKRU { [] => [0x0f 0x01 0xee]; }
    RDPMC { [] => [0x0f 0x33]; }
    RDRANDL { [R] => Rdrand_r32; }
    RDRANDQ { [R] => Rdrand_r64; }
    RDRANDW { [R] => Rdrand_r16; }
    RDSEEDL { [R] => Rdseed_r32; }
    RDSEEDQ { [R] => Rdseed_r64; }
    RDSEEDW { [R] => Rdseed_r16; }
    RDTSC { [] => [0x0f 0x31]; }
    RDTSCP { [] => [0x0f 0x01 0xf9]; }
    REP { [] => [0xf3]; }
    REPN { [] => [0xf2]; }
    RET { [] => [0xc3]; }
    RETFL { [I32] => Retfd_imm16; [] => [0xcb]; }
    RETFQ { [I32] => Retfq_imm16; [] => [0x48 0xcb]; }
    RETFW { [I32] => Retfw_imm16; [] => [0x66 0xcb]; }
    ROLB { [I1 Rm8] => Rol_rm8_1; [U8 Rm8] => Rol_rm8_imm8; [Cx Rm8] => Rol_rm8_CL; }
    ROLL { [I1 Rm] => Rol_rm32_1; [U8 Rm] => Rol_rm32_imm8; [Cl Rm] => Rol_rm32_CL; [Cx Rm] => Rol_rm32_CL; }
    ROLQ { [I1 Rm] => Rol_rm64_1; [U8 Rm] => Rol_rm64_imm8; [Cl Rm] => Rol_rm64_CL; [Cx Rm] => Rol_rm64_CL; }
    ROLW { [I1 Rm] => Rol_rm16_1; [U8 Rm] => Rol_rm16_imm8; [Cl Rm] => Rol_rm16_CL; [Cx Rm] => Rol_rm16_CL; }
    RORB { [I1 Rm8] => Ror_rm8_1; [U8 Rm8] => Ror_rm8_imm8; [Cx Rm8] => Ror_rm8_CL; }
    RORL { [I1 Rm] => Ror_rm32_1; [U8 Rm] => Ror_rm32_imm8; [Cl Rm] => Ror_rm32_CL; [Cx Rm] => Ror_rm32_CL; }
    RORQ { [I1 Rm] => Ror_rm64_1; [U8 Rm] => Ror_rm64_imm8; [Cl Rm] => Ror_rm64_CL; [Cx Rm] => Ror_rm64_CL; }
    RORW { [I1 Rm] => Ror_rm16_1; [U8 Rm] => Ror_rm16_imm8; [Cl Rm] => Ror_rm16_CL; [Cx Rm] => Ror_rm16_CL; }
    RSM { [] => [0x0f 0xaa]; }
    SAHF { [] => [0x9e]; }
    SALB { [I1 Rm8] => Shl_rm8_1; [U8 Rm8] => Shl_rm8_imm8; [Cx Rm8] => Shl_rm8_CL; }
    SALL { [I1 Rm] => Shl_rm32_1; [U8 Rm] => Shl_rm32_imm8; [Cl Rm] => Shl_rm32_CL; [Cx Rm] => Shl_rm32_CL; }
    SALQ { [I1 Rm] => Shl_rm64_1; [U8 Rm] => Shl_rm64_imm8; [Cl Rm] => Shl_rm64_CL; [Cx Rm] => Shl_rm64_CL; }
    SALW { [I1 Rm] => Shl_rm16_1; [U8 Rm] => Shl_rm16_imm8; [Cl Rm] => Shl_rm16_CL; [Cx Rm] => Shl_rm16_CL; }
    SARB { [I1 Rm8] => Sar_rm8_1; [U8 Rm8] => Sar_rm8_imm8; [Cx Rm8] => Sar_rm8_CL; }
    SARL { [I1 Rm] => Sar_rm32_1; [U8 Rm] => Sar_rm32_imm8; [Cl Rm] => Sar_rm32_CL; [Cx Rm] => Sar_rm32_CL; }
    SARQ { [I1 Rm] => Sar_rm64_1; [U8 Rm] => Sar_rm64_imm8; [Cl Rm] => Sar_rm64_CL; [Cx Rm] => Sar_rm64_CL; }
    SARW { [I1 Rm] => Sar_rm16_1; [U8 Rm] => Sar_rm16_imm8; [Cl Rm] => Sar_rm16_CL; [Cx Rm] => Sar_rm16_CL; }
    SBBB { [I32 Al] => Sbb_AL_imm8; [I32 Rm8] => Sbb_rm8_imm8; [R8 Rm8] => Sbb_rm8_r8; [Rm8 R8] => Sbb_r8_rm8; }
    SBBL {
        [S8 Rm] => Sbb_rm32_imm8; [I32 Ax] => Sbb_EAX_imm32; [I32 Rm] => Sbb_rm32_imm32; [R Rm] => Sbb_rm32_r32;
        [Rm R] => Sbb_r32_rm32;
    }
    SBBQ {
        [S8 Rm] => Sbb_rm64_imm8; [I32 Ax] => Sbb_RAX_imm32; [I32 Rm] => Sbb_rm64_imm32; [R Rm] => Sbb_rm64_r64;
        [Rm R] => Sbb_r64_rm64;
    }
    SBBW {
        [S8 Rm] => Sbb_rm16_imm8; [I32 Ax] => Sbb_AX_imm16; [I32 Rm] => Sbb_rm16_imm16; [R Rm] => Sbb_rm16_r16;
        [Rm R] => Sbb_r16_rm16;
    }
    SCASB { [] => [0xae]; }
    SCASL { [] => [0xaf]; }
    SCASQ { [] => [0x48 0xaf]; }
    SCASW { [] => [0x66 0xaf]; }
    SETCC { [Rm8] => Setae_rm8; }
    SETCS { [Rm8] => Setb_rm8; }
    SETEQ { [Rm8] => Sete_rm8; }
    SETGE { [Rm8] => Setge_rm8; }
    SETGT { [Rm8] => Setg_rm8; }
    SETHI { [Rm8] => Seta_rm8; }
    SETLE { [Rm8] => Setle_rm8; }
    SETLS { [Rm8] => Setbe_rm8; }
    SETLT { [Rm8] => Setl_rm8; }
    SETMI { [Rm8] => Sets_rm8; }
    SETNE { [Rm8] => Setne_rm8; }
    SETOC { [Rm8] => Setno_rm8; }
    SETOS { [Rm8] => Seto_rm8; }
    SETPC { [Rm8] => Setnp_rm8; }
    SETPL { [Rm8] => Setns_rm8; }
    SETPS { [Rm8] => Setp_rm8; }
    SFENCE { [] => [0x0f 0xae 0xf8]; }
    SGDT { [M] => Sgdt_m1664; }
    SHLB { [I1 Rm8] => Shl_rm8_1; [U8 Rm8] => Shl_rm8_imm8; [Cx Rm8] => Shl_rm8_CL; }
    SHLL {
        [I1 Rm] => Shl_rm32_1; [U8 Rm] => Shl_rm32_imm8; [Cl Rm] => Shl_rm32_CL; [Cx Rm] => Shl_rm32_CL;
        [S8 R Rm] => Shld_rm32_r32_imm8; [Cl R Rm] => Shld_rm32_r32_CL; [Cx R Rm] => Shld_rm32_r32_CL;
    }
    SHLQ {
        [I1 Rm] => Shl_rm64_1; [U8 Rm] => Shl_rm64_imm8; [Cl Rm] => Shl_rm64_CL; [Cx Rm] => Shl_rm64_CL;
        [S8 R Rm] => Shld_rm64_r64_imm8; [Cl R Rm] => Shld_rm64_r64_CL; [Cx R Rm] => Shld_rm64_r64_CL;
    }
    SHLW {
        [I1 Rm] => Shl_rm16_1; [U8 Rm] => Shl_rm16_imm8; [Cl Rm] => Shl_rm16_CL; [Cx Rm] => Shl_rm16_CL;
        [S8 R Rm] => Shld_rm16_r16_imm8; [Cl R Rm] => Shld_rm16_r16_CL; [Cx R Rm] => Shld_rm16_r16_CL;
    }
    SHRB { [I1 Rm8] => Shr_rm8_1; [U8 Rm8] => Shr_rm8_imm8; [Cx Rm8] => Shr_rm8_CL; }
    SHRL {
        [I1 Rm] => Shr_rm32_1; [U8 Rm] => Shr_rm32_imm8; [Cl Rm] => Shr_rm32_CL; [Cx Rm] => Shr_rm32_CL;
        [S8 R Rm] => Shrd_rm32_r32_imm8; [Cl R Rm] => Shrd_rm32_r32_CL; [Cx R Rm] => Shrd_rm32_r32_CL;
    }
    SHRQ {
        [I1 Rm] => Shr_rm64_1; [U8 Rm] => Shr_rm64_imm8; [Cl Rm] => Shr_rm64_CL; [Cx Rm] => Shr_rm64_CL;
        [S8 R Rm] => Shrd_rm64_r64_imm8; [Cl R Rm] => Shrd_rm64_r64_CL; [Cx R Rm] => Shrd_rm64_r64_CL;
    }
    SHRW {
        [I1 Rm] => Shr_rm16_1; [U8 Rm] => Shr_rm16_imm8; [Cl Rm] => Shr_rm16_CL; [Cx Rm] => Shr_rm16_CL;
        [S8 R Rm] => Shrd_rm16_r16_imm8; [Cl R Rm] => Shrd_rm16_r16_CL; [Cx R Rm] => Shrd_rm16_r16_CL;
    }
    SIDT { [M] => Sidt_m1664; }
    SLDTL { [Rm] => Sldt_r32m16; }
    SLDTQ { [Rm] => Sldt_r64m16; }
    SLDTW { [Rm] => Sldt_rm16; }
    SMSWL { [Rm] => Smsw_r32m16; }
    SMSWQ { [Rm] => Smsw_r64m16; }
    SMSWW { [Rm] => Smsw_rm16; }
    STAC { [] => [0x0f 0x01 0xcb]; }
    STC { [] => [0xf9]; }
    STD { [] => [0xfd]; }
    STI { [] => [0xfb]; }
    STMXCSR { [M] => Stmxcsr_m32; }
    STOSB { [] => [0xaa]; }
    STOSL { [] => [0xab]; }
    STOSQ { [] => [0x48 0xab]; }
    STOSW { [] => [0x66 0xab]; }
    STRL { [Rm] => Str_r32m16; }
    STRQ { [Rm] => Str_r64m16; }
    STRW { [Rm] => Str_rm16; }
    SUBB { [I32 Al] => Sub_AL_imm8; [I32 Rm8] => Sub_rm8_imm8; [R8 Rm8] => Sub_rm8_r8; [Rm8 R8] => Sub_r8_rm8; }
    SUBL {
        [S8 Rm] => Sub_rm32_imm8; [I32 Ax] => Sub_EAX_imm32; [I32 Rm] => Sub_rm32_imm32; [R Rm] => Sub_rm32_r32;
        [Rm R] => Sub_r32_rm32;
    }
    SUBQ {
        [S8 Rm] => Sub_rm64_imm8; [I32 Ax] => Sub_RAX_imm32; [I32 Rm] => Sub_rm64_imm32; [R Rm] => Sub_rm64_r64;
        [Rm R] => Sub_r64_rm64;
    }
    SUBW {
        [S8 Rm] => Sub_rm16_imm8; [I32 Ax] => Sub_AX_imm16; [I32 Rm] => Sub_rm16_imm16; [R Rm] => Sub_rm16_r16;
        [Rm R] => Sub_r16_rm16;
    }
    SWAPGS { [] => [0x0f 0x01 0xf8]; }
    SYSCALL { [] => [0x0f 0x05]; }
    SYSENTER { [] => [0x0f 0x34]; }
    SYSENTER64 { [] => [0x48 0x0f 0x34]; }
    SYSEXIT { [] => [0x0f 0x35]; }
    SYSEXIT64 { [] => [0x48 0x0f 0x35]; }
    SYSRET { [] => [0x0f 0x07]; }
    TESTB { [I32 Al] => Test_AL_imm8; [I32 Rm8] => Test_rm8_imm8; [R8 Rm8] => Test_rm8_r8; [Rm8 R8] -> Test_rm8_r8; }
    TESTL {
        [I32 Ax] => Test_EAX_imm32; [I32 Rm] => Test_rm32_imm32; [R Rm] => Test_rm32_r32; [Rm R] -> Test_rm32_r32;
    }
    TESTQ {
        [I32 Ax] => Test_RAX_imm32; [I32 Rm] => Test_rm64_imm32; [R Rm] => Test_rm64_r64; [Rm R] -> Test_rm64_r64;
    }
    TESTW {
        [I32 Ax] => Test_AX_imm16; [I32 Rm] => Test_rm16_imm16; [R Rm] => Test_rm16_r16; [Rm R] -> Test_rm16_r16;
    }
    TPAUSE { [R] => Tpause_r32; }
    TZCNTL { [Rm R] => Tzcnt_r32_rm32; }
    TZCNTQ { [Rm R] => Tzcnt_r64_rm64; }
    TZCNTW { [Rm R] => Tzcnt_r16_rm16; }
    UD1 { [] => [0x0f 0xb9]; }
    UD2 { [] => [0x0f 0x0b]; }
    UMONITOR { [R] => Umonitor_r64; }
    UMWAIT { [R] => Umwait_r32; }
    UNDEF { [] => [0x0f 0x0b]; }
    VERR { [Rm] => Verr_r32m16; }
    VERW { [Rm] => Verw_r32m16; }
    WBINVD { [] => [0x0f 0x09]; }
    WRFSBASEL { [R] => Wrfsbase_r32; }
    WRFSBASEQ { [R] => Wrfsbase_r64; }
    WRGSBASEL { [R] => Wrgsbase_r32; }
    WRGSBASEQ { [R] => Wrgsbase_r64; }
    WRMSR { [] => [0x0f 0x30]; }
    WRPKRU { [] => [0x0f 0x01 0xef]; }
    XABORT { [U8] => Xabort_imm8; }
    XACQUIRE { [] => [0xf2]; }
    XADDB { [R8 Rm8] => Xadd_rm8_r8; }
    XADDL { [R Rm] => Xadd_rm32_r32; }
    XADDQ { [R Rm] => Xadd_rm64_r64; }
    XADDW { [R Rm] => Xadd_rm16_r16; }
    XCHGB { [R8 Rm8] => Xchg_rm8_r8; [Rm8 R8] -> Xchg_rm8_r8; }
    XCHGL { [Ax R] => Xchg_r32_EAX; [R Ax] -> Xchg_r32_EAX; [R Rm] => Xchg_rm32_r32; [Rm R] -> Xchg_rm32_r32; }
    XCHGQ { [Ax R] => Xchg_r64_RAX; [R Ax] -> Xchg_r64_RAX; [R Rm] => Xchg_rm64_r64; [Rm R] -> Xchg_rm64_r64; }
    XCHGW { [Ax R] => Xchg_r16_AX; [R Ax] -> Xchg_r16_AX; [R Rm] => Xchg_rm16_r16; [Rm R] -> Xchg_rm16_r16; }
    XEND { [] => [0x0f 0x01 0xd5]; }
    XGETBV { [] => [0x0f 0x01 0xd0]; }
    XLAT { [] => [0xd7]; }
    XORB { [I32 Al] => Xor_AL_imm8; [I32 Rm8] => Xor_rm8_imm8; [R8 Rm8] => Xor_rm8_r8; [Rm8 R8] => Xor_r8_rm8; }
    XORL {
        [S8 Rm] => Xor_rm32_imm8; [I32 Ax] => Xor_EAX_imm32; [I32 Rm] => Xor_rm32_imm32; [R Rm] => Xor_rm32_r32;
        [Rm R] => Xor_r32_rm32;
    }
    XORQ {
        [S8 Rm] => Xor_rm64_imm8; [I32 Ax] => Xor_RAX_imm32; [I32 Rm] => Xor_rm64_imm32; [R Rm] => Xor_rm64_r64;
        [Rm R] => Xor_r64_rm64;
    }
    XORW {
        [S8 Rm] => Xor_rm16_imm8; [I32 Ax] => Xor_AX_imm16; [I32 Rm] => Xor_rm16_imm16; [R Rm] => Xor_rm16_r16;
        [Rm R] => Xor_r16_rm16;
    }
    XRELEASE { [] => [0xf3]; }
    XRSTOR { [M] => Xrstor_mem; }
    XRSTOR64 { [M] => Xrstor64_mem; }
    XRSTORS { [M] => Xrstors_mem; }
    XRSTORS64 { [M] => Xrstors64_mem; }
    XSAVE { [M] => Xsave_mem; }
    XSAVE64 { [M] => Xsave64_mem; }
    XSAVEC { [M] => Xsavec_mem; }
    XSAVEC64 { [M] => Xsavec64_mem; }
    XSAVEOPT { [M] => Xsaveopt_mem; }
    XSAVEOPT64 { [M] => Xsaveopt64_mem; }
    XSAVES { [M] => Xsaves_mem; }
    XSAVES64 { [M] => Xsaves64_mem; }
    XSETBV { [] => [0x0f 0x01 0xd1]; }
    XTEST { [] => [0x0f 0x01 0xd6]; }
}
