//! AVX, AVX2, FMA, BMI and the mask registers: instructions with VEX encodings only.
//! How to read a row: see [`crate::table`]. Authority: the Intel and AMD manuals for the instructions;
//! `cmd/internal/obj/x86/avx_optabs.go` for which operands are taken and which form is tried first.

use super::forms;

forms! {
    ANDNL { [Rm R R] => VEX_Andn_r32_r32_rm32; }
    ANDNQ { [Rm R R] => VEX_Andn_r64_r64_rm64; }
    BEXTRL { [R Rm R] => VEX_Bextr_r32_rm32_r32; }
    BEXTRQ { [R Rm R] => VEX_Bextr_r64_rm64_r64; }
    BLSIL { [Rm R] => VEX_Blsi_r32_rm32; }
    BLSIQ { [Rm R] => VEX_Blsi_r64_rm64; }
    BLSMSKL { [Rm R] => VEX_Blsmsk_r32_rm32; }
    BLSMSKQ { [Rm R] => VEX_Blsmsk_r64_rm64; }
    BLSRL { [Rm R] => VEX_Blsr_r32_rm32; }
    BLSRQ { [Rm R] => VEX_Blsr_r64_rm64; }
    BZHIL { [R Rm R] => VEX_Bzhi_r32_rm32_r32; }
    BZHIQ { [R Rm R] => VEX_Bzhi_r64_rm64_r64; }
    KADDB { [K K K] => VEX_Kaddb_kr_kr_kr; }
    KADDD { [K K K] => VEX_Kaddd_kr_kr_kr; }
    KADDQ { [K K K] => VEX_Kaddq_kr_kr_kr; }
    KADDW { [K K K] => VEX_Kaddw_kr_kr_kr; }
    KANDB { [K K K] => VEX_Kandb_kr_kr_kr; }
    KANDD { [K K K] => VEX_Kandd_kr_kr_kr; }
    KANDNB { [K K K] => VEX_Kandnb_kr_kr_kr; }
    KANDND { [K K K] => VEX_Kandnd_kr_kr_kr; }
    KANDNQ { [K K K] => VEX_Kandnq_kr_kr_kr; }
    KANDNW { [K K K] => VEX_Kandnw_kr_kr_kr; }
    KANDQ { [K K K] => VEX_Kandq_kr_kr_kr; }
    KANDW { [K K K] => VEX_Kandw_kr_kr_kr; }
    KMOVB {
        [K M] => VEX_Kmovb_m8_kr; [K R] => VEX_Kmovb_r32_kr; [Km K] => VEX_Kmovb_kr_km8; [R K] => VEX_Kmovb_kr_r32;
    }
    KMOVD {
        [K M] => VEX_Kmovd_m32_kr; [K R] => VEX_Kmovd_r32_kr; [Km K] => VEX_Kmovd_kr_km32; [R K] => VEX_Kmovd_kr_r32;
    }
    KMOVQ {
        [K M] => VEX_Kmovq_m64_kr; [K R] => VEX_Kmovq_r64_kr; [Km K] => VEX_Kmovq_kr_km64; [R K] => VEX_Kmovq_kr_r64;
    }
    KMOVW {
        [K M] => VEX_Kmovw_m16_kr; [K R] => VEX_Kmovw_r32_kr; [Km K] => VEX_Kmovw_kr_km16; [R K] => VEX_Kmovw_kr_r32;
    }
    KNOTB { [K K] => VEX_Knotb_kr_kr; }
    KNOTD { [K K] => VEX_Knotd_kr_kr; }
    KNOTQ { [K K] => VEX_Knotq_kr_kr; }
    KNOTW { [K K] => VEX_Knotw_kr_kr; }
    KORB { [K K K] => VEX_Korb_kr_kr_kr; }
    KORD { [K K K] => VEX_Kord_kr_kr_kr; }
    KORQ { [K K K] => VEX_Korq_kr_kr_kr; }
    KORTESTB { [K K] => VEX_Kortestb_kr_kr; }
    KORTESTD { [K K] => VEX_Kortestd_kr_kr; }
    KORTESTQ { [K K] => VEX_Kortestq_kr_kr; }
    KORTESTW { [K K] => VEX_Kortestw_kr_kr; }
    KORW { [K K K] => VEX_Korw_kr_kr_kr; }
    KSHIFTLB { [U8 K K] => VEX_Kshiftlb_kr_kr_imm8; }
    KSHIFTLD { [U8 K K] => VEX_Kshiftld_kr_kr_imm8; }
    KSHIFTLQ { [U8 K K] => VEX_Kshiftlq_kr_kr_imm8; }
    KSHIFTLW { [U8 K K] => VEX_Kshiftlw_kr_kr_imm8; }
    KSHIFTRB { [U8 K K] => VEX_Kshiftrb_kr_kr_imm8; }
    KSHIFTRD { [U8 K K] => VEX_Kshiftrd_kr_kr_imm8; }
    KSHIFTRQ { [U8 K K] => VEX_Kshiftrq_kr_kr_imm8; }
    KSHIFTRW { [U8 K K] => VEX_Kshiftrw_kr_kr_imm8; }
    KTESTB { [K K] => VEX_Ktestb_kr_kr; }
    KTESTD { [K K] => VEX_Ktestd_kr_kr; }
    KTESTQ { [K K] => VEX_Ktestq_kr_kr; }
    KTESTW { [K K] => VEX_Ktestw_kr_kr; }
    KUNPCKBW { [K K K] => VEX_Kunpckbw_kr_kr_kr; }
    KUNPCKDQ { [K K K] => VEX_Kunpckdq_kr_kr_kr; }
    KUNPCKWD { [K K K] => VEX_Kunpckwd_kr_kr_kr; }
    KXNORB { [K K K] => VEX_Kxnorb_kr_kr_kr; }
    KXNORD { [K K K] => VEX_Kxnord_kr_kr_kr; }
    KXNORQ { [K K K] => VEX_Kxnorq_kr_kr_kr; }
    KXNORW { [K K K] => VEX_Kxnorw_kr_kr_kr; }
    KXORB { [K K K] => VEX_Kxorb_kr_kr_kr; }
    KXORD { [K K K] => VEX_Kxord_kr_kr_kr; }
    KXORQ { [K K K] => VEX_Kxorq_kr_kr_kr; }
    KXORW { [K K K] => VEX_Kxorw_kr_kr_kr; }
    MULXL { [Rm R R] => VEX_Mulx_r32_r32_rm32; }
    MULXQ { [Rm R R] => VEX_Mulx_r64_r64_rm64; }
    PDEPL { [Rm R R] => VEX_Pdep_r32_r32_rm32; }
    PDEPQ { [Rm R R] => VEX_Pdep_r64_r64_rm64; }
    PEXTL { [Rm R R] => VEX_Pext_r32_r32_rm32; }
    PEXTQ { [Rm R R] => VEX_Pext_r64_r64_rm64; }
    RORXL { [U8 Rm R] => VEX_Rorx_r32_rm32_imm8; [S8 Rm R] => VEX_Rorx_r32_rm32_imm8; }
    RORXQ { [U8 Rm R] => VEX_Rorx_r64_rm64_imm8; [S8 Rm R] => VEX_Rorx_r64_rm64_imm8; }
    SARXL { [R Rm R] => VEX_Sarx_r32_rm32_r32; }
    SARXQ { [R Rm R] => VEX_Sarx_r64_rm64_r64; }
    SHLXL { [R Rm R] => VEX_Shlx_r32_rm32_r32; }
    SHLXQ { [R Rm R] => VEX_Shlx_r64_rm64_r64; }
    SHRXL { [R Rm R] => VEX_Shrx_r32_rm32_r32; }
    SHRXQ { [R Rm R] => VEX_Shrx_r64_rm64_r64; }
    VADDSUBPD { [Xm X X] => VEX_Vaddsubpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vaddsubpd_ymm_ymm_ymmm256; }
    VADDSUBPS { [Xm X X] => VEX_Vaddsubps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vaddsubps_ymm_ymm_ymmm256; }
    VAESIMC { [Xm X] => VEX_Vaesimc_xmm_xmmm128; }
    VAESKEYGENASSIST {
        [U8 Xm X] => VEX_Vaeskeygenassist_xmm_xmmm128_imm8; [S8 Xm X] => VEX_Vaeskeygenassist_xmm_xmmm128_imm8;
    }
    VBLENDPD { [U8 Xm X X] => VEX_Vblendpd_xmm_xmm_xmmm128_imm8; [U8 Ym Y Y] => VEX_Vblendpd_ymm_ymm_ymmm256_imm8; }
    VBLENDPS { [U8 Xm X X] => VEX_Vblendps_xmm_xmm_xmmm128_imm8; [U8 Ym Y Y] => VEX_Vblendps_ymm_ymm_ymmm256_imm8; }
    VBLENDVPD { [X Xm X X] => VEX_Vblendvpd_xmm_xmm_xmmm128_xmm; [Y Ym Y Y] => VEX_Vblendvpd_ymm_ymm_ymmm256_ymm; }
    VBLENDVPS { [X Xm X X] => VEX_Vblendvps_xmm_xmm_xmmm128_xmm; [Y Ym Y Y] => VEX_Vblendvps_ymm_ymm_ymmm256_ymm; }
    VBROADCASTF128 { [M Y] => VEX_Vbroadcastf128_ymm_m128; }
    VBROADCASTI128 { [M Y] => VEX_Vbroadcasti128_ymm_m128; }
    VDPPD { [U8 Xm X X] => VEX_Vdppd_xmm_xmm_xmmm128_imm8; }
    VDPPS { [U8 Xm X X] => VEX_Vdpps_xmm_xmm_xmmm128_imm8; [U8 Ym Y Y] => VEX_Vdpps_ymm_ymm_ymmm256_imm8; }
    VEXTRACTF128 { [U8 Y Xm] => VEX_Vextractf128_xmmm128_ymm_imm8; [S8 Y Xm] => VEX_Vextractf128_xmmm128_ymm_imm8; }
    VEXTRACTI128 { [U8 Y Xm] => VEX_Vextracti128_xmmm128_ymm_imm8; [S8 Y Xm] => VEX_Vextracti128_xmmm128_ymm_imm8; }
    VHADDPD { [Xm X X] => VEX_Vhaddpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vhaddpd_ymm_ymm_ymmm256; }
    VHADDPS { [Xm X X] => VEX_Vhaddps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vhaddps_ymm_ymm_ymmm256; }
    VHSUBPD { [Xm X X] => VEX_Vhsubpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vhsubpd_ymm_ymm_ymmm256; }
    VHSUBPS { [Xm X X] => VEX_Vhsubps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vhsubps_ymm_ymm_ymmm256; }
    VINSERTF128 { [U8 Xm Y Y] => VEX_Vinsertf128_ymm_ymm_xmmm128_imm8; }
    VINSERTI128 { [U8 Xm Y Y] => VEX_Vinserti128_ymm_ymm_xmmm128_imm8; }
    VLDDQU { [M X] => VEX_Vlddqu_xmm_m128; [M Y] => VEX_Vlddqu_ymm_m256; }
    VLDMXCSR { [M] => VEX_Vldmxcsr_m32; }
    VMASKMOVDQU { [X X] => VEX_Vmaskmovdqu_rDI_xmm_xmm; }
    VMASKMOVPD {
        [X X M] => VEX_Vmaskmovpd_m128_xmm_xmm; [Y Y M] => VEX_Vmaskmovpd_m256_ymm_ymm;
        [M X X] => VEX_Vmaskmovpd_xmm_xmm_m128; [M Y Y] => VEX_Vmaskmovpd_ymm_ymm_m256;
    }
    VMASKMOVPS {
        [X X M] => VEX_Vmaskmovps_m128_xmm_xmm; [Y Y M] => VEX_Vmaskmovps_m256_ymm_ymm;
        [M X X] => VEX_Vmaskmovps_xmm_xmm_m128; [M Y Y] => VEX_Vmaskmovps_ymm_ymm_m256;
    }
    VMOVDQA {
        [X Xm] => VEX_Vmovdqa_xmmm128_xmm; [Y Ym] => VEX_Vmovdqa_ymmm256_ymm; [Xm X] => VEX_Vmovdqa_xmm_xmmm128;
        [Ym Y] => VEX_Vmovdqa_ymm_ymmm256;
    }
    VMOVDQU {
        [X Xm] => VEX_Vmovdqu_xmmm128_xmm; [Y Ym] => VEX_Vmovdqu_ymmm256_ymm; [Xm X] => VEX_Vmovdqu_xmm_xmmm128;
        [Ym Y] => VEX_Vmovdqu_ymm_ymmm256;
    }
    VMOVMSKPD { [X R] => VEX_Vmovmskpd_r32_xmm; [Y R] => VEX_Vmovmskpd_r32_ymm; }
    VMOVMSKPS { [X R] => VEX_Vmovmskps_r32_xmm; [Y R] => VEX_Vmovmskps_r32_ymm; }
    VMPSADBW { [U8 Xm X X] => VEX_Vmpsadbw_xmm_xmm_xmmm128_imm8; [U8 Ym Y Y] => VEX_Vmpsadbw_ymm_ymm_ymmm256_imm8; }
    VPAND { [Xm X X] => VEX_Vpand_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpand_ymm_ymm_ymmm256; }
    VPANDN { [Xm X X] => VEX_Vpandn_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpandn_ymm_ymm_ymmm256; }
    VPBLENDD { [U8 Xm X X] => VEX_Vpblendd_xmm_xmm_xmmm128_imm8; [U8 Ym Y Y] => VEX_Vpblendd_ymm_ymm_ymmm256_imm8; }
    VPBLENDVB { [X Xm X X] => VEX_Vpblendvb_xmm_xmm_xmmm128_xmm; [Y Ym Y Y] => VEX_Vpblendvb_ymm_ymm_ymmm256_ymm; }
    VPBLENDW { [U8 Xm X X] => VEX_Vpblendw_xmm_xmm_xmmm128_imm8; [U8 Ym Y Y] => VEX_Vpblendw_ymm_ymm_ymmm256_imm8; }
    VPCMPESTRI { [U8 Xm X] => VEX_Vpcmpestri_xmm_xmmm128_imm8; [S8 Xm X] => VEX_Vpcmpestri_xmm_xmmm128_imm8; }
    VPCMPESTRM { [U8 Xm X] => VEX_Vpcmpestrm_xmm_xmmm128_imm8; [S8 Xm X] => VEX_Vpcmpestrm_xmm_xmmm128_imm8; }
    VPCMPISTRI { [U8 Xm X] => VEX_Vpcmpistri_xmm_xmmm128_imm8; [S8 Xm X] => VEX_Vpcmpistri_xmm_xmmm128_imm8; }
    VPCMPISTRM { [U8 Xm X] => VEX_Vpcmpistrm_xmm_xmmm128_imm8; [S8 Xm X] => VEX_Vpcmpistrm_xmm_xmmm128_imm8; }
    VPERM2F128 { [U8 Ym Y Y] => VEX_Vperm2f128_ymm_ymm_ymmm256_imm8; }
    VPERM2I128 { [U8 Ym Y Y] => VEX_Vperm2i128_ymm_ymm_ymmm256_imm8; }
    VPHADDD { [Xm X X] => VEX_Vphaddd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vphaddd_ymm_ymm_ymmm256; }
    VPHADDSW { [Xm X X] => VEX_Vphaddsw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vphaddsw_ymm_ymm_ymmm256; }
    VPHADDW { [Xm X X] => VEX_Vphaddw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vphaddw_ymm_ymm_ymmm256; }
    VPHMINPOSUW { [Xm X] => VEX_Vphminposuw_xmm_xmmm128; }
    VPHSUBD { [Xm X X] => VEX_Vphsubd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vphsubd_ymm_ymm_ymmm256; }
    VPHSUBSW { [Xm X X] => VEX_Vphsubsw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vphsubsw_ymm_ymm_ymmm256; }
    VPHSUBW { [Xm X X] => VEX_Vphsubw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vphsubw_ymm_ymm_ymmm256; }
    VPMASKMOVD {
        [X X M] => VEX_Vpmaskmovd_m128_xmm_xmm; [Y Y M] => VEX_Vpmaskmovd_m256_ymm_ymm;
        [M X X] => VEX_Vpmaskmovd_xmm_xmm_m128; [M Y Y] => VEX_Vpmaskmovd_ymm_ymm_m256;
    }
    VPMASKMOVQ {
        [X X M] => VEX_Vpmaskmovq_m128_xmm_xmm; [Y Y M] => VEX_Vpmaskmovq_m256_ymm_ymm;
        [M X X] => VEX_Vpmaskmovq_xmm_xmm_m128; [M Y Y] => VEX_Vpmaskmovq_ymm_ymm_m256;
    }
    VPMOVMSKB { [X R] => VEX_Vpmovmskb_r32_xmm; [Y R] => VEX_Vpmovmskb_r32_ymm; }
    VPOR { [Xm X X] => VEX_Vpor_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpor_ymm_ymm_ymmm256; }
    VPSIGNB { [Xm X X] => VEX_Vpsignb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsignb_ymm_ymm_ymmm256; }
    VPSIGND { [Xm X X] => VEX_Vpsignd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsignd_ymm_ymm_ymmm256; }
    VPSIGNW { [Xm X X] => VEX_Vpsignw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsignw_ymm_ymm_ymmm256; }
    VPTEST { [Xm X] => VEX_Vptest_xmm_xmmm128; [Ym Y] => VEX_Vptest_ymm_ymmm256; }
    VPXOR { [Xm X X] => VEX_Vpxor_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpxor_ymm_ymm_ymmm256; }
    VRCPPS { [Xm X] => VEX_Vrcpps_xmm_xmmm128; [Ym Y] => VEX_Vrcpps_ymm_ymmm256; }
    VRCPSS { [Xm X X] => VEX_Vrcpss_xmm_xmm_xmmm32; }
    VROUNDPD {
        [U8 Xm X] => VEX_Vroundpd_xmm_xmmm128_imm8; [S8 Xm X] => VEX_Vroundpd_xmm_xmmm128_imm8;
        [U8 Ym Y] => VEX_Vroundpd_ymm_ymmm256_imm8; [S8 Ym Y] => VEX_Vroundpd_ymm_ymmm256_imm8;
    }
    VROUNDPS {
        [U8 Xm X] => VEX_Vroundps_xmm_xmmm128_imm8; [S8 Xm X] => VEX_Vroundps_xmm_xmmm128_imm8;
        [U8 Ym Y] => VEX_Vroundps_ymm_ymmm256_imm8; [S8 Ym Y] => VEX_Vroundps_ymm_ymmm256_imm8;
    }
    VROUNDSD { [U8 Xm X X] => VEX_Vroundsd_xmm_xmm_xmmm64_imm8; }
    VROUNDSS { [U8 Xm X X] => VEX_Vroundss_xmm_xmm_xmmm32_imm8; }
    VRSQRTPS { [Xm X] => VEX_Vrsqrtps_xmm_xmmm128; [Ym Y] => VEX_Vrsqrtps_ymm_ymmm256; }
    VRSQRTSS { [Xm X X] => VEX_Vrsqrtss_xmm_xmm_xmmm32; }
    VSTMXCSR { [M] => VEX_Vstmxcsr_m32; }
    VTESTPD { [Xm X] => VEX_Vtestpd_xmm_xmmm128; [Ym Y] => VEX_Vtestpd_ymm_ymmm256; }
    VTESTPS { [Xm X] => VEX_Vtestps_xmm_xmmm128; [Ym Y] => VEX_Vtestps_ymm_ymmm256; }
    VZEROALL { [] => [0xc5 0xfc 0x77]; }
    VZEROUPPER { [] => [0xc5 0xf8 0x77]; }
}
