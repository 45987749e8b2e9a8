//! MMX, SSE to SSE4, AES, SHA and carry-less multiplication.
//! How to read a row: see [`crate::table`]. Authority: the Intel and AMD manuals for the instructions;
//! `cmd/internal/obj/x86/asm6.go` for which operands are taken and which form is tried first.

use super::forms;

forms! {
    ADDPD { [Xm X] => Addpd_xmm_xmmm128; }
    ADDPS { [Xm X] => Addps_xmm_xmmm128; }
    ADDSD { [Xm X] => Addsd_xmm_xmmm64; }
    ADDSS { [Xm X] => Addss_xmm_xmmm32; }
    ADDSUBPD { [Xm X] => Addsubpd_xmm_xmmm128; }
    ADDSUBPS { [Xm X] => Addsubps_xmm_xmmm128; }
    AESDEC { [Xm X] => Aesdec_xmm_xmmm128; }
    AESDECLAST { [Xm X] => Aesdeclast_xmm_xmmm128; }
    AESENC { [Xm X] => Aesenc_xmm_xmmm128; }
    AESENCLAST { [Xm X] => Aesenclast_xmm_xmmm128; }
    AESIMC { [Xm X] => Aesimc_xmm_xmmm128; }
    AESKEYGENASSIST { [U8 Xm X] => Aeskeygenassist_xmm_xmmm128_imm8; }
    ANDNPD { [Xm X] => Andnpd_xmm_xmmm128; }
    ANDNPS { [Xm X] => Andnps_xmm_xmmm128; }
    ANDPD { [Xm X] => Andpd_xmm_xmmm128; }
    ANDPS { [Xm X] => Andps_xmm_xmmm128; }
    BLENDPD { [U8 Xm X] => Blendpd_xmm_xmmm128_imm8; }
    BLENDPS { [U8 Xm X] => Blendps_xmm_xmmm128_imm8; }
    BLENDVPD { [X0 Xm X] => Blendvpd_xmm_xmmm128; }
    BLENDVPS { [X0 Xm X] => Blendvps_xmm_xmmm128; }
    CMPPD { [Xm X S8] <- Cmppd_xmm_xmmm128_imm8; }
    CMPPS { [Xm X S8] <- Cmpps_xmm_xmmm128_imm8; }
    CMPSD { [Xm X S8] <- Cmpsd_xmm_xmmm64_imm8; }
    CMPSS { [Xm X S8] <- Cmpss_xmm_xmmm32_imm8; }
    COMISD { [Xm X] => Comisd_xmm_xmmm64; }
    COMISS { [Xm X] => Comiss_xmm_xmmm32; }
    CVTPD2PL { [Xm X] => Cvtpd2dq_xmm_xmmm128; [Xm Mm] => Cvtpd2pi_mm_xmmm128; }
    CVTPD2PS { [Xm X] => Cvtpd2ps_xmm_xmmm128; }
    CVTPL2PD { [Xm X] => Cvtdq2pd_xmm_xmmm64; [Mmm X] => Cvtpi2pd_xmm_mmm64; }
    CVTPL2PS { [Xm X] => Cvtdq2ps_xmm_xmmm128; [Mmm X] => Cvtpi2ps_xmm_mmm64; }
    CVTPS2PD { [Xm X] => Cvtps2pd_xmm_xmmm64; }
    CVTPS2PL { [Xm X] => Cvtps2dq_xmm_xmmm128; [Xm Mm] => Cvtps2pi_mm_xmmm64; }
    CVTSD2SL { [Xm R] => Cvtsd2si_r32_xmmm64; }
    CVTSD2SQ { [Xm R] => Cvtsd2si_r64_xmmm64; }
    CVTSD2SS { [Xm X] => Cvtsd2ss_xmm_xmmm64; }
    CVTSL2SD { [Rm X] => Cvtsi2sd_xmm_rm32; }
    CVTSL2SS { [Rm X] => Cvtsi2ss_xmm_rm32; }
    CVTSQ2SD { [Rm X] => Cvtsi2sd_xmm_rm64; }
    CVTSQ2SS { [Rm X] => Cvtsi2ss_xmm_rm64; }
    CVTSS2SD { [Xm X] => Cvtss2sd_xmm_xmmm32; }
    CVTSS2SL { [Xm R] => Cvtss2si_r32_xmmm32; }
    CVTSS2SQ { [Xm R] => Cvtss2si_r64_xmmm32; }
    CVTTPD2PL { [Xm X] => Cvttpd2dq_xmm_xmmm128; [Xm Mm] => Cvttpd2pi_mm_xmmm128; }
    CVTTPS2PL { [Xm X] => Cvttps2dq_xmm_xmmm128; [Xm Mm] => Cvttps2pi_mm_xmmm64; }
    CVTTSD2SL { [Xm R] => Cvttsd2si_r32_xmmm64; }
    CVTTSD2SQ { [Xm R] => Cvttsd2si_r64_xmmm64; }
    CVTTSS2SL { [Xm R] => Cvttss2si_r32_xmmm32; }
    CVTTSS2SQ { [Xm R] => Cvttss2si_r64_xmmm32; }
    DIVPD { [Xm X] => Divpd_xmm_xmmm128; }
    DIVPS { [Xm X] => Divps_xmm_xmmm128; }
    DIVSD { [Xm X] => Divsd_xmm_xmmm64; }
    DIVSS { [Xm X] => Divss_xmm_xmmm32; }
    DPPD { [U8 Xm X] => Dppd_xmm_xmmm128_imm8; }
    DPPS { [U8 Xm X] => Dpps_xmm_xmmm128_imm8; }
    EXTRACTPS { [U2 X Rm] => Extractps_rm32_xmm_imm8; }
    HADDPD { [Xm X] => Haddpd_xmm_xmmm128; }
    HADDPS { [Xm X] => Haddps_xmm_xmmm128; }
    HSUBPD { [Xm X] => Hsubpd_xmm_xmmm128; }
    HSUBPS { [Xm X] => Hsubps_xmm_xmmm128; }
    INSERTPS { [U8 Xm X] => Insertps_xmm_xmmm32_imm8; }
    LDDQU { [M X] => Lddqu_xmm_m128; }
    MASKMOVOU { [X X] => Maskmovdqu_rDI_xmm_xmm; }
    MASKMOVQ { [Mm Mm] => Maskmovq_rDI_mm_mm; }
    MAXPD { [Xm X] => Maxpd_xmm_xmmm128; }
    MAXPS { [Xm X] => Maxps_xmm_xmmm128; }
    MAXSD { [Xm X] => Maxsd_xmm_xmmm64; }
    MAXSS { [Xm X] => Maxss_xmm_xmmm32; }
    MINPD { [Xm X] => Minpd_xmm_xmmm128; }
    MINPS { [Xm X] => Minps_xmm_xmmm128; }
    MINSD { [Xm X] => Minsd_xmm_xmmm64; }
    MINSS { [Xm X] => Minss_xmm_xmmm32; }
    MOVAPD { [Xm X] => Movapd_xmm_xmmm128; [X Xm] => Movapd_xmmm128_xmm; }
    MOVAPS { [Xm X] => Movaps_xmm_xmmm128; [X Xm] => Movaps_xmmm128_xmm; }
    MOVDDUP { [Xm X] => Movddup_xmm_xmmm64; }
    MOVHLPS { [X X] => Movhlps_xmm_xmm; }
    MOVHPD { [M X] => Movhpd_xmm_m64; [X Xm] => Movhpd_m64_xmm; }
    MOVHPS { [X X] => Movlhps_xmm_xmm; [M X] => Movhps_xmm_m64; [X Xm] => Movhps_m64_xmm; }
    MOVLHPS { [X X] => Movlhps_xmm_xmm; }
    MOVLPD { [M X] => Movlpd_xmm_m64; [X Xm] => Movlpd_m64_xmm; }
    MOVLPS { [X X] => Movhlps_xmm_xmm; [M X] => Movlps_xmm_m64; [X Xm] => Movlps_m64_xmm; }
    MOVMSKPD { [X R] => Movmskpd_r32_xmm; }
    MOVMSKPS { [X R] => Movmskps_r32_xmm; }
    MOVNTDQA { [M X] => Movntdqa_xmm_m128; }
    MOVNTO { [X M] => Movntdq_m128_xmm; }
    MOVNTPD { [X M] => Movntpd_m128_xmm; }
    MOVNTPS { [X M] => Movntps_m128_xmm; }
    MOVNTQ { [Mm M] => Movntq_m64_mm; }
    MOVO { [Xm X] => Movdqa_xmm_xmmm128; [X Xm] => Movdqa_xmmm128_xmm; }
    MOVOU { [Xm X] => Movdqu_xmm_xmmm128; [X Xm] => Movdqu_xmmm128_xmm; }
    MOVQOZX { [Mm X] => Movq2dq_xmm_mm; [Xm X] => Movq_xmm_xmmm64; }
    MOVSD { [Xm X] => Movsd_xmm_xmmm64; [X Xm] => Movsd_xmmm64_xmm; }
    MOVSHDUP { [Xm X] => Movshdup_xmm_xmmm128; }
    MOVSLDUP { [Xm X] => Movsldup_xmm_xmmm128; }
    MOVSS { [Xm X] => Movss_xmm_xmmm32; [X Xm] => Movss_xmmm32_xmm; }
    MOVUPD { [Xm X] => Movupd_xmm_xmmm128; [X Xm] => Movupd_xmmm128_xmm; }
    MOVUPS { [Xm X] => Movups_xmm_xmmm128; [X Xm] => Movups_xmmm128_xmm; }
    MPSADBW { [U8 Xm X] => Mpsadbw_xmm_xmmm128_imm8; }
    MULPD { [Xm X] => Mulpd_xmm_xmmm128; }
    MULPS { [Xm X] => Mulps_xmm_xmmm128; }
    MULSD { [Xm X] => Mulsd_xmm_xmmm64; }
    MULSS { [Xm X] => Mulss_xmm_xmmm32; }
    ORPD { [Xm X] => Orpd_xmm_xmmm128; }
    ORPS { [Xm X] => Orps_xmm_xmmm128; }
    PABSB { [Xm X] => Pabsb_xmm_xmmm128; }
    PABSD { [Xm X] => Pabsd_xmm_xmmm128; }
    PABSW { [Xm X] => Pabsw_xmm_xmmm128; }
    PACKSSLW { [Mmm Mm] => Packssdw_mm_mmm64; [Xm X] => Packssdw_xmm_xmmm128; }
    PACKSSWB { [Mmm Mm] => Packsswb_mm_mmm64; [Xm X] => Packsswb_xmm_xmmm128; }
    PACKUSDW { [Xm X] => Packusdw_xmm_xmmm128; }
    PACKUSWB { [Mmm Mm] => Packuswb_mm_mmm64; [Xm X] => Packuswb_xmm_xmmm128; }
    PADDB { [Mmm Mm] => Paddb_mm_mmm64; [Xm X] => Paddb_xmm_xmmm128; }
    PADDL { [Mmm Mm] => Paddd_mm_mmm64; [Xm X] => Paddd_xmm_xmmm128; }
    PADDQ { [Xm X] => Paddq_xmm_xmmm128; }
    PADDSB { [Mmm Mm] => Paddsb_mm_mmm64; [Xm X] => Paddsb_xmm_xmmm128; }
    PADDSW { [Mmm Mm] => Paddsw_mm_mmm64; [Xm X] => Paddsw_xmm_xmmm128; }
    PADDUSB { [Mmm Mm] => Paddusb_mm_mmm64; [Xm X] => Paddusb_xmm_xmmm128; }
    PADDUSW { [Mmm Mm] => Paddusw_mm_mmm64; [Xm X] => Paddusw_xmm_xmmm128; }
    PADDW { [Mmm Mm] => Paddw_mm_mmm64; [Xm X] => Paddw_xmm_xmmm128; }
    PALIGNR { [U8 Xm X] => Palignr_xmm_xmmm128_imm8; }
    PAND { [Mmm Mm] => Pand_mm_mmm64; [Xm X] => Pand_xmm_xmmm128; }
    PANDN { [Mmm Mm] => Pandn_mm_mmm64; [Xm X] => Pandn_xmm_xmmm128; }
    PAVGB { [Mmm Mm] => Pavgb_mm_mmm64; [Xm X] => Pavgb_xmm_xmmm128; }
    PAVGW { [Mmm Mm] => Pavgw_mm_mmm64; [Xm X] => Pavgw_xmm_xmmm128; }
    PBLENDVB { [X0 Xm X] => Pblendvb_xmm_xmmm128; }
    PBLENDW { [U8 Xm X] => Pblendw_xmm_xmmm128_imm8; }
    PCLMULQDQ { [U8 Xm X] => Pclmulqdq_xmm_xmmm128_imm8; }
    PCMPEQB { [Mmm Mm] => Pcmpeqb_mm_mmm64; [Xm X] => Pcmpeqb_xmm_xmmm128; }
    PCMPEQL { [Mmm Mm] => Pcmpeqd_mm_mmm64; [Xm X] => Pcmpeqd_xmm_xmmm128; }
    PCMPEQQ { [Xm X] => Pcmpeqq_xmm_xmmm128; }
    PCMPEQW { [Mmm Mm] => Pcmpeqw_mm_mmm64; [Xm X] => Pcmpeqw_xmm_xmmm128; }
    PCMPESTRI { [U8 Xm X] => Pcmpestri_xmm_xmmm128_imm8; }
    PCMPESTRM { [U8 Xm X] => Pcmpestrm_xmm_xmmm128_imm8; }
    PCMPGTB { [Mmm Mm] => Pcmpgtb_mm_mmm64; [Xm X] => Pcmpgtb_xmm_xmmm128; }
    PCMPGTL { [Mmm Mm] => Pcmpgtd_mm_mmm64; [Xm X] => Pcmpgtd_xmm_xmmm128; }
    PCMPGTQ { [Xm X] => Pcmpgtq_xmm_xmmm128; }
    PCMPGTW { [Mmm Mm] => Pcmpgtw_mm_mmm64; [Xm X] => Pcmpgtw_xmm_xmmm128; }
    PCMPISTRI { [U8 Xm X] => Pcmpistri_xmm_xmmm128_imm8; }
    PCMPISTRM { [U8 Xm X] => Pcmpistrm_xmm_xmmm128_imm8; }
    PEXTRB { [U8 X Mmm] => Pextrb_r32m8_xmm_imm8; }
    PEXTRD { [U8 X Mmm] => Pextrd_rm32_xmm_imm8; }
    PEXTRQ { [U8 X Mmm] => Pextrq_rm64_xmm_imm8; }
    PEXTRW { [U8 X R] => Pextrw_r32_xmm_imm8; [U8 X Rm] => Pextrw_r32m16_xmm_imm8; }
    PHADDD { [Mmm Mm] => Phaddd_mm_mmm64; [Xm X] => Phaddd_xmm_xmmm128; }
    PHADDSW { [Xm X] => Phaddsw_xmm_xmmm128; }
    PHADDW { [Xm X] => Phaddw_xmm_xmmm128; }
    PHMINPOSUW { [Xm X] => Phminposuw_xmm_xmmm128; }
    PHSUBD { [Xm X] => Phsubd_xmm_xmmm128; }
    PHSUBSW { [Xm X] => Phsubsw_xmm_xmmm128; }
    PHSUBW { [Xm X] => Phsubw_xmm_xmmm128; }
    PINSRB { [U8 Mmm X] => Pinsrb_xmm_r32m8_imm8; }
    PINSRD { [U8 Mmm X] => Pinsrd_xmm_rm32_imm8; }
    PINSRQ { [U8 Mmm X] => Pinsrq_xmm_rm64_imm8; }
    PINSRW { [U8 Rm X] => Pinsrw_xmm_r32m16_imm8; }
    PMADDUBSW { [Xm X] => Pmaddubsw_xmm_xmmm128; }
    PMADDWL { [Mmm Mm] => Pmaddwd_mm_mmm64; [Xm X] => Pmaddwd_xmm_xmmm128; }
    PMAXSB { [Xm X] => Pmaxsb_xmm_xmmm128; }
    PMAXSD { [Xm X] => Pmaxsd_xmm_xmmm128; }
    PMAXSW { [Xm X] => Pmaxsw_xmm_xmmm128; }
    PMAXUB { [Xm X] => Pmaxub_xmm_xmmm128; }
    PMAXUD { [Xm X] => Pmaxud_xmm_xmmm128; }
    PMAXUW { [Xm X] => Pmaxuw_xmm_xmmm128; }
    PMINSB { [Xm X] => Pminsb_xmm_xmmm128; }
    PMINSD { [Xm X] => Pminsd_xmm_xmmm128; }
    PMINSW { [Xm X] => Pminsw_xmm_xmmm128; }
    PMINUB { [Xm X] => Pminub_xmm_xmmm128; }
    PMINUD { [Xm X] => Pminud_xmm_xmmm128; }
    PMINUW { [Xm X] => Pminuw_xmm_xmmm128; }
    PMOVMSKB { [X R] => Pmovmskb_r32_xmm; [Mm R] => Pmovmskb_r32_mm; }
    PMOVSXBD { [Xm X] => Pmovsxbd_xmm_xmmm32; }
    PMOVSXBQ { [Xm X] => Pmovsxbq_xmm_xmmm16; }
    PMOVSXBW { [Xm X] => Pmovsxbw_xmm_xmmm64; }
    PMOVSXDQ { [Xm X] => Pmovsxdq_xmm_xmmm64; }
    PMOVSXWD { [Xm X] => Pmovsxwd_xmm_xmmm64; }
    PMOVSXWQ { [Xm X] => Pmovsxwq_xmm_xmmm32; }
    PMOVZXBD { [Xm X] => Pmovzxbd_xmm_xmmm32; }
    PMOVZXBQ { [Xm X] => Pmovzxbq_xmm_xmmm16; }
    PMOVZXBW { [Xm X] => Pmovzxbw_xmm_xmmm64; }
    PMOVZXDQ { [Xm X] => Pmovzxdq_xmm_xmmm64; }
    PMOVZXWD { [Xm X] => Pmovzxwd_xmm_xmmm64; }
    PMOVZXWQ { [Xm X] => Pmovzxwq_xmm_xmmm32; }
    PMULDQ { [Xm X] => Pmuldq_xmm_xmmm128; }
    PMULHRSW { [Xm X] => Pmulhrsw_xmm_xmmm128; }
    PMULHUW { [Mmm Mm] => Pmulhuw_mm_mmm64; [Xm X] => Pmulhuw_xmm_xmmm128; }
    PMULHW { [Mmm Mm] => Pmulhw_mm_mmm64; [Xm X] => Pmulhw_xmm_xmmm128; }
    PMULLD { [Xm X] => Pmulld_xmm_xmmm128; }
    PMULLW { [Mmm Mm] => Pmullw_mm_mmm64; [Xm X] => Pmullw_xmm_xmmm128; }
    PMULULQ { [Mmm Mm] => Pmuludq_mm_mmm64; [Xm X] => Pmuludq_xmm_xmmm128; }
    POR { [Mmm Mm] => Por_mm_mmm64; [Xm X] => Por_xmm_xmmm128; }
    PSADBW { [Xm X] => Psadbw_xmm_xmmm128; }
    PSHUFB { [Xm X] => Pshufb_xmm_xmmm128; }
    PSHUFD { [U8 Xm X] => Pshufd_xmm_xmmm128_imm8; }
    PSHUFHW { [U8 Xm X] => Pshufhw_xmm_xmmm128_imm8; }
    PSHUFL { [U8 Xm X] => Pshufd_xmm_xmmm128_imm8; }
    PSHUFLW { [U8 Xm X] => Pshuflw_xmm_xmmm128_imm8; }
    PSHUFW { [S8 Mmm Mm] => Pshufw_mm_mmm64_imm8; }
    PSIGNB { [Xm X] => Psignb_xmm_xmmm128; }
    PSIGND { [Xm X] => Psignd_xmm_xmmm128; }
    PSIGNW { [Xm X] => Psignw_xmm_xmmm128; }
    PSLLL {
        [Mmm Mm] => Pslld_mm_mmm64; [S8 Mm] => Pslld_mm_imm8; [Xm X] => Pslld_xmm_xmmm128; [S8 X] => Pslld_xmm_imm8;
    }
    PSLLO { [S8 X] => Pslldq_xmm_imm8; }
    PSLLQ {
        [Mmm Mm] => Psllq_mm_mmm64; [S8 Mm] => Psllq_mm_imm8; [Xm X] => Psllq_xmm_xmmm128; [S8 X] => Psllq_xmm_imm8;
    }
    PSLLW {
        [Mmm Mm] => Psllw_mm_mmm64; [S8 Mm] => Psllw_mm_imm8; [Xm X] => Psllw_xmm_xmmm128; [S8 X] => Psllw_xmm_imm8;
    }
    PSRAL {
        [Mmm Mm] => Psrad_mm_mmm64; [S8 Mm] => Psrad_mm_imm8; [Xm X] => Psrad_xmm_xmmm128; [S8 X] => Psrad_xmm_imm8;
    }
    PSRAW {
        [Mmm Mm] => Psraw_mm_mmm64; [S8 Mm] => Psraw_mm_imm8; [Xm X] => Psraw_xmm_xmmm128; [S8 X] => Psraw_xmm_imm8;
    }
    PSRLL {
        [Mmm Mm] => Psrld_mm_mmm64; [S8 Mm] => Psrld_mm_imm8; [Xm X] => Psrld_xmm_xmmm128; [S8 X] => Psrld_xmm_imm8;
    }
    PSRLO { [S8 X] => Psrldq_xmm_imm8; }
    PSRLQ {
        [Mmm Mm] => Psrlq_mm_mmm64; [S8 Mm] => Psrlq_mm_imm8; [Xm X] => Psrlq_xmm_xmmm128; [S8 X] => Psrlq_xmm_imm8;
    }
    PSRLW {
        [Mmm Mm] => Psrlw_mm_mmm64; [S8 Mm] => Psrlw_mm_imm8; [Xm X] => Psrlw_xmm_xmmm128; [S8 X] => Psrlw_xmm_imm8;
    }
    PSUBB { [Xm X] => Psubb_xmm_xmmm128; }
    PSUBL { [Xm X] => Psubd_xmm_xmmm128; }
    PSUBQ { [Xm X] => Psubq_xmm_xmmm128; }
    PSUBSB { [Xm X] => Psubsb_xmm_xmmm128; }
    PSUBSW { [Xm X] => Psubsw_xmm_xmmm128; }
    PSUBUSB { [Xm X] => Psubusb_xmm_xmmm128; }
    PSUBUSW { [Xm X] => Psubusw_xmm_xmmm128; }
    PSUBW { [Xm X] => Psubw_xmm_xmmm128; }
    PTEST { [Xm X] => Ptest_xmm_xmmm128; }
    PUNPCKHBW { [Mmm Mm] => Punpckhbw_mm_mmm64; [Xm X] => Punpckhbw_xmm_xmmm128; }
    PUNPCKHLQ { [Mmm Mm] => Punpckhdq_mm_mmm64; [Xm X] => Punpckhdq_xmm_xmmm128; }
    PUNPCKHQDQ { [Xm X] => Punpckhqdq_xmm_xmmm128; }
    PUNPCKHWL { [Mmm Mm] => Punpckhwd_mm_mmm64; [Xm X] => Punpckhwd_xmm_xmmm128; }
    PUNPCKLBW { [Mmm Mm] => Punpcklbw_mm_mmm32; [Xm X] => Punpcklbw_xmm_xmmm128; }
    PUNPCKLLQ { [Mmm Mm] => Punpckldq_mm_mmm32; [Xm X] => Punpckldq_xmm_xmmm128; }
    PUNPCKLQDQ { [Xm X] => Punpcklqdq_xmm_xmmm128; }
    PUNPCKLWL { [Mmm Mm] => Punpcklwd_mm_mmm32; [Xm X] => Punpcklwd_xmm_xmmm128; }
    PXOR { [Mmm Mm] => Pxor_mm_mmm64; [Xm X] => Pxor_xmm_xmmm128; }
    RCPPS { [Xm X] => Rcpps_xmm_xmmm128; }
    RCPSS { [Xm X] => Rcpss_xmm_xmmm32; }
    ROUNDPD { [U8 Xm X] => Roundpd_xmm_xmmm128_imm8; }
    ROUNDPS { [U8 Xm X] => Roundps_xmm_xmmm128_imm8; }
    ROUNDSD { [U8 Xm X] => Roundsd_xmm_xmmm64_imm8; }
    ROUNDSS { [U8 Xm X] => Roundss_xmm_xmmm32_imm8; }
    RSQRTPS { [Xm X] => Rsqrtps_xmm_xmmm128; }
    RSQRTSS { [Xm X] => Rsqrtss_xmm_xmmm32; }
    SHA1MSG1 { [Xm X] => Sha1msg1_xmm_xmmm128; }
    SHA1MSG2 { [Xm X] => Sha1msg2_xmm_xmmm128; }
    SHA1NEXTE { [Xm X] => Sha1nexte_xmm_xmmm128; }
    SHA1RNDS4 { [U2 Xm X] => Sha1rnds4_xmm_xmmm128_imm8; }
    SHA256MSG1 { [Xm X] => Sha256msg1_xmm_xmmm128; }
    SHA256MSG2 { [Xm X] => Sha256msg2_xmm_xmmm128; }
    SHA256RNDS2 { [X0 Xm X] => Sha256rnds2_xmm_xmmm128; }
    SHUFPD { [U8 Xm X] => Shufpd_xmm_xmmm128_imm8; }
    SHUFPS { [U8 Xm X] => Shufps_xmm_xmmm128_imm8; }
    SQRTPD { [Xm X] => Sqrtpd_xmm_xmmm128; }
    SQRTPS { [Xm X] => Sqrtps_xmm_xmmm128; }
    SQRTSD { [Xm X] => Sqrtsd_xmm_xmmm64; }
    SQRTSS { [Xm X] => Sqrtss_xmm_xmmm32; }
    SUBPD { [Xm X] => Subpd_xmm_xmmm128; }
    SUBPS { [Xm X] => Subps_xmm_xmmm128; }
    SUBSD { [Xm X] => Subsd_xmm_xmmm64; }
    SUBSS { [Xm X] => Subss_xmm_xmmm32; }
    UCOMISD { [Xm X] => Ucomisd_xmm_xmmm64; }
    UCOMISS { [Xm X] => Ucomiss_xmm_xmmm32; }
    UNPCKHPD { [Xm X] => Unpckhpd_xmm_xmmm128; }
    UNPCKHPS { [Xm X] => Unpckhps_xmm_xmmm128; }
    UNPCKLPD { [Xm X] => Unpcklpd_xmm_xmmm128; }
    UNPCKLPS { [Xm X] => Unpcklps_xmm_xmmm128; }
    XORPD { [Xm X] => Xorpd_xmm_xmmm128; }
    XORPS { [Xm X] => Xorps_xmm_xmmm128; }
}
