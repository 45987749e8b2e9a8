//! AVX-512: instructions that have EVEX encodings, with their VEX forms in front. From `V4FMADDPS` to `VMINPS`.
//! How to read a row: see [`crate::table`]. Authority: the Intel and AMD manuals for the instructions;
//! `cmd/internal/obj/x86/avx_optabs.go` for which operands are taken and which form is tried first.

use super::forms;

forms! {
    V4FMADDPS { [M Z4 Kopt Z] => EVEX_V4fmaddps_zmm_k1z_zmmp3_m128; }
    V4FMADDSS { [M X4 Kopt XE] => EVEX_V4fmaddss_xmm_k1z_xmmp3_m128; }
    V4FNMADDPS { [M Z4 Kopt Z] => EVEX_V4fnmaddps_zmm_k1z_zmmp3_m128; }
    V4FNMADDSS { [M X4 Kopt XE] => EVEX_V4fnmaddss_xmm_k1z_xmmp3_m128; }
    VADDPD {
        [Xm X X] => VEX_Vaddpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vaddpd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vaddpd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vaddpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vaddpd_ymm_k1z_ymm_ymmm256b64;
    }
    VADDPS {
        [Xm X X] => VEX_Vaddps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vaddps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vaddps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vaddps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vaddps_ymm_k1z_ymm_ymmm256b32;
    }
    VADDSD { [Xm X X] => VEX_Vaddsd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vaddsd_xmm_k1z_xmm_xmmm64_er; }
    VADDSS { [Xm X X] => VEX_Vaddss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vaddss_xmm_k1z_xmm_xmmm32_er; }
    VAESDEC {
        [Xm X X] => VEX_Vaesdec_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vaesdec_ymm_ymm_ymmm256;
        [XmE XE XE] => EVEX_Vaesdec_xmm_xmm_xmmm128; [YmE YE YE] => EVEX_Vaesdec_ymm_ymm_ymmm256;
        [Zm Z Z] => EVEX_Vaesdec_zmm_zmm_zmmm512;
    }
    VAESDECLAST {
        [Xm X X] => VEX_Vaesdeclast_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vaesdeclast_ymm_ymm_ymmm256;
        [XmE XE XE] => EVEX_Vaesdeclast_xmm_xmm_xmmm128; [YmE YE YE] => EVEX_Vaesdeclast_ymm_ymm_ymmm256;
        [Zm Z Z] => EVEX_Vaesdeclast_zmm_zmm_zmmm512;
    }
    VAESENC {
        [Xm X X] => VEX_Vaesenc_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vaesenc_ymm_ymm_ymmm256;
        [XmE XE XE] => EVEX_Vaesenc_xmm_xmm_xmmm128; [YmE YE YE] => EVEX_Vaesenc_ymm_ymm_ymmm256;
        [Zm Z Z] => EVEX_Vaesenc_zmm_zmm_zmmm512;
    }
    VAESENCLAST {
        [Xm X X] => VEX_Vaesenclast_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vaesenclast_ymm_ymm_ymmm256;
        [XmE XE XE] => EVEX_Vaesenclast_xmm_xmm_xmmm128; [YmE YE YE] => EVEX_Vaesenclast_ymm_ymm_ymmm256;
        [Zm Z Z] => EVEX_Vaesenclast_zmm_zmm_zmmm512;
    }
    VALIGND {
        [U8 XmE XE Kopt XE] => EVEX_Valignd_xmm_k1z_xmm_xmmm128b32_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Valignd_ymm_k1z_ymm_ymmm256b32_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Valignd_zmm_k1z_zmm_zmmm512b32_imm8;
    }
    VALIGNQ {
        [U8 XmE XE Kopt XE] => EVEX_Valignq_xmm_k1z_xmm_xmmm128b64_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Valignq_ymm_k1z_ymm_ymmm256b64_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Valignq_zmm_k1z_zmm_zmmm512b64_imm8;
    }
    VANDNPD {
        [Xm X X] => VEX_Vandnpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vandnpd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vandnpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vandnpd_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vandnpd_zmm_k1z_zmm_zmmm512b64;
    }
    VANDNPS {
        [Xm X X] => VEX_Vandnps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vandnps_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vandnps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vandnps_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vandnps_zmm_k1z_zmm_zmmm512b32;
    }
    VANDPD {
        [Xm X X] => VEX_Vandpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vandpd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vandpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vandpd_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vandpd_zmm_k1z_zmm_zmmm512b64;
    }
    VANDPS {
        [Xm X X] => VEX_Vandps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vandps_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vandps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vandps_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vandps_zmm_k1z_zmm_zmmm512b32;
    }
    VBLENDMPD {
        [XmE XE Kopt XE] => EVEX_Vblendmpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vblendmpd_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vblendmpd_zmm_k1z_zmm_zmmm512b64;
    }
    VBLENDMPS {
        [XmE XE Kopt XE] => EVEX_Vblendmps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vblendmps_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vblendmps_zmm_k1z_zmm_zmmm512b32;
    }
    VBROADCASTF32X2 {
        [XmE Kopt YE] => EVEX_Vbroadcastf32x2_ymm_k1z_xmmm64; [XmE Kopt Z] => EVEX_Vbroadcastf32x2_zmm_k1z_xmmm64;
    }
    VBROADCASTF32X4 {
        [M Kopt YE] => EVEX_Vbroadcastf32x4_ymm_k1z_m128; [M Kopt Z] => EVEX_Vbroadcastf32x4_zmm_k1z_m128;
    }
    VBROADCASTF32X8 { [M Kopt Z] => EVEX_Vbroadcastf32x8_zmm_k1z_m256; }
    VBROADCASTF64X2 {
        [M Kopt YE] => EVEX_Vbroadcastf64x2_ymm_k1z_m128; [M Kopt Z] => EVEX_Vbroadcastf64x2_zmm_k1z_m128;
    }
    VBROADCASTF64X4 { [M Kopt Z] => EVEX_Vbroadcastf64x4_zmm_k1z_m256; }
    VBROADCASTI32X2 {
        [XmE Kopt XE] => EVEX_Vbroadcasti32x2_xmm_k1z_xmmm64; [XmE Kopt YE] => EVEX_Vbroadcasti32x2_ymm_k1z_xmmm64;
        [XmE Kopt Z] => EVEX_Vbroadcasti32x2_zmm_k1z_xmmm64;
    }
    VBROADCASTI32X4 {
        [M Kopt YE] => EVEX_Vbroadcasti32x4_ymm_k1z_m128; [M Kopt Z] => EVEX_Vbroadcasti32x4_zmm_k1z_m128;
    }
    VBROADCASTI32X8 { [M Kopt Z] => EVEX_Vbroadcasti32x8_zmm_k1z_m256; }
    VBROADCASTI64X2 {
        [M Kopt YE] => EVEX_Vbroadcasti64x2_ymm_k1z_m128; [M Kopt Z] => EVEX_Vbroadcasti64x2_zmm_k1z_m128;
    }
    VBROADCASTI64X4 { [M Kopt Z] => EVEX_Vbroadcasti64x4_zmm_k1z_m256; }
    VBROADCASTSD {
        [X Y] => VEX_Vbroadcastsd_ymm_xmm; [M Y] => VEX_Vbroadcastsd_ymm_m64;
        [XmE Kopt YE] => EVEX_Vbroadcastsd_ymm_k1z_xmmm64; [XmE Kopt Z] => EVEX_Vbroadcastsd_zmm_k1z_xmmm64;
    }
    VBROADCASTSS {
        [X X] => VEX_Vbroadcastss_xmm_xmm; [M X] => VEX_Vbroadcastss_xmm_m32; [X Y] => VEX_Vbroadcastss_ymm_xmm;
        [M Y] => VEX_Vbroadcastss_ymm_m32; [XmE Kopt XE] => EVEX_Vbroadcastss_xmm_k1z_xmmm32;
        [XmE Kopt YE] => EVEX_Vbroadcastss_ymm_k1z_xmmm32; [XmE Kopt Z] => EVEX_Vbroadcastss_zmm_k1z_xmmm32;
    }
    VCMPPD {
        [U8 Xm X X] => VEX_Vcmppd_xmm_xmm_xmmm128_imm8; [U8 Ym Y Y] => VEX_Vcmppd_ymm_ymm_ymmm256_imm8;
        [U8 Zm Z Kopt K] => EVEX_Vcmppd_kr_k1_zmm_zmmm512b64_imm8_sae;
        [U8 XmE XE Kopt K] => EVEX_Vcmppd_kr_k1_xmm_xmmm128b64_imm8;
        [U8 YmE YE Kopt K] => EVEX_Vcmppd_kr_k1_ymm_ymmm256b64_imm8;
    }
    VCMPPS {
        [U8 Xm X X] => VEX_Vcmpps_xmm_xmm_xmmm128_imm8; [U8 Ym Y Y] => VEX_Vcmpps_ymm_ymm_ymmm256_imm8;
        [U8 Zm Z Kopt K] => EVEX_Vcmpps_kr_k1_zmm_zmmm512b32_imm8_sae;
        [U8 XmE XE Kopt K] => EVEX_Vcmpps_kr_k1_xmm_xmmm128b32_imm8;
        [U8 YmE YE Kopt K] => EVEX_Vcmpps_kr_k1_ymm_ymmm256b32_imm8;
    }
    VCMPSD {
        [U8 Xm X X] => VEX_Vcmpsd_xmm_xmm_xmmm64_imm8; [U8 XmE XE Kopt K] => EVEX_Vcmpsd_kr_k1_xmm_xmmm64_imm8_sae;
    }
    VCMPSS {
        [U8 Xm X X] => VEX_Vcmpss_xmm_xmm_xmmm32_imm8; [U8 XmE XE Kopt K] => EVEX_Vcmpss_kr_k1_xmm_xmmm32_imm8_sae;
    }
    VCOMISD { [Xm X] => VEX_Vcomisd_xmm_xmmm64; [XmE XE] => EVEX_Vcomisd_xmm_xmmm64_sae; }
    VCOMISS { [Xm X] => VEX_Vcomiss_xmm_xmmm32; [XmE XE] => EVEX_Vcomiss_xmm_xmmm32_sae; }
    VCOMPRESSPD {
        [XE Kopt XmE] => EVEX_Vcompresspd_xmmm128_k1z_xmm; [YE Kopt YmE] => EVEX_Vcompresspd_ymmm256_k1z_ymm;
        [Z Kopt Zm] => EVEX_Vcompresspd_zmmm512_k1z_zmm;
    }
    VCOMPRESSPS {
        [XE Kopt XmE] => EVEX_Vcompressps_xmmm128_k1z_xmm; [YE Kopt YmE] => EVEX_Vcompressps_ymmm256_k1z_ymm;
        [Z Kopt Zm] => EVEX_Vcompressps_zmmm512_k1z_zmm;
    }
    VCVTDQ2PD {
        [Xm X] => VEX_Vcvtdq2pd_xmm_xmmm64; [Xm Y] => VEX_Vcvtdq2pd_ymm_xmmm128;
        [XmE Kopt XE] => EVEX_Vcvtdq2pd_xmm_k1z_xmmm64b32; [XmE Kopt YE] => EVEX_Vcvtdq2pd_ymm_k1z_xmmm128b32;
        [YmE Kopt Z] => EVEX_Vcvtdq2pd_zmm_k1z_ymmm256b32_er;
    }
    VCVTDQ2PS {
        [Xm X] => VEX_Vcvtdq2ps_xmm_xmmm128; [Ym Y] => VEX_Vcvtdq2ps_ymm_ymmm256;
        [Zm Kopt Z] => EVEX_Vcvtdq2ps_zmm_k1z_zmmm512b32_er; [XmE Kopt XE] => EVEX_Vcvtdq2ps_xmm_k1z_xmmm128b32;
        [YmE Kopt YE] => EVEX_Vcvtdq2ps_ymm_k1z_ymmm256b32;
    }
    VCVTPD2DQ { [Zm Kopt YE] => EVEX_Vcvtpd2dq_ymm_k1z_zmmm512b64_er; }
    VCVTPD2DQX { [Xm X] => VEX_Vcvtpd2dq_xmm_xmmm128; [XmE Kopt XE] => EVEX_Vcvtpd2dq_xmm_k1z_xmmm128b64; }
    VCVTPD2DQY { [Ym X] => VEX_Vcvtpd2dq_xmm_ymmm256; [YmE Kopt XE] => EVEX_Vcvtpd2dq_xmm_k1z_ymmm256b64; }
    VCVTPD2PS { [Zm Kopt YE] => EVEX_Vcvtpd2ps_ymm_k1z_zmmm512b64_er; }
    VCVTPD2PSX { [Xm X] => VEX_Vcvtpd2ps_xmm_xmmm128; [XmE Kopt XE] => EVEX_Vcvtpd2ps_xmm_k1z_xmmm128b64; }
    VCVTPD2PSY { [Ym X] => VEX_Vcvtpd2ps_xmm_ymmm256; [YmE Kopt XE] => EVEX_Vcvtpd2ps_xmm_k1z_ymmm256b64; }
    VCVTPD2QQ {
        [Zm Kopt Z] => EVEX_Vcvtpd2qq_zmm_k1z_zmmm512b64_er; [XmE Kopt XE] => EVEX_Vcvtpd2qq_xmm_k1z_xmmm128b64;
        [YmE Kopt YE] => EVEX_Vcvtpd2qq_ymm_k1z_ymmm256b64;
    }
    VCVTPD2UDQ { [Zm Kopt YE] => EVEX_Vcvtpd2udq_ymm_k1z_zmmm512b64_er; }
    VCVTPD2UDQX { [XmE Kopt XE] => EVEX_Vcvtpd2udq_xmm_k1z_xmmm128b64; }
    VCVTPD2UDQY { [YmE Kopt XE] => EVEX_Vcvtpd2udq_xmm_k1z_ymmm256b64; }
    VCVTPD2UQQ {
        [Zm Kopt Z] => EVEX_Vcvtpd2uqq_zmm_k1z_zmmm512b64_er; [XmE Kopt XE] => EVEX_Vcvtpd2uqq_xmm_k1z_xmmm128b64;
        [YmE Kopt YE] => EVEX_Vcvtpd2uqq_ymm_k1z_ymmm256b64;
    }
    VCVTPH2PS {
        [Xm X] => VEX_Vcvtph2ps_xmm_xmmm64; [Xm Y] => VEX_Vcvtph2ps_ymm_xmmm128;
        [YmE Kopt Z] => EVEX_Vcvtph2ps_zmm_k1z_ymmm256_sae; [XmE Kopt XE] => EVEX_Vcvtph2ps_xmm_k1z_xmmm64;
        [XmE Kopt YE] => EVEX_Vcvtph2ps_ymm_k1z_xmmm128;
    }
    VCVTPS2DQ {
        [Xm X] => VEX_Vcvtps2dq_xmm_xmmm128; [Ym Y] => VEX_Vcvtps2dq_ymm_ymmm256;
        [Zm Kopt Z] => EVEX_Vcvtps2dq_zmm_k1z_zmmm512b32_er; [XmE Kopt XE] => EVEX_Vcvtps2dq_xmm_k1z_xmmm128b32;
        [YmE Kopt YE] => EVEX_Vcvtps2dq_ymm_k1z_ymmm256b32;
    }
    VCVTPS2PD {
        [Xm X] => VEX_Vcvtps2pd_xmm_xmmm64; [Xm Y] => VEX_Vcvtps2pd_ymm_xmmm128;
        [YmE Kopt Z] => EVEX_Vcvtps2pd_zmm_k1z_ymmm256b32_sae; [XmE Kopt XE] => EVEX_Vcvtps2pd_xmm_k1z_xmmm64b32;
        [XmE Kopt YE] => EVEX_Vcvtps2pd_ymm_k1z_xmmm128b32;
    }
    VCVTPS2PH {
        [U8 X Xm] => VEX_Vcvtps2ph_xmmm64_xmm_imm8; [S8 X Xm] => VEX_Vcvtps2ph_xmmm64_xmm_imm8;
        [U8 Y Xm] => VEX_Vcvtps2ph_xmmm128_ymm_imm8; [S8 Y Xm] => VEX_Vcvtps2ph_xmmm128_ymm_imm8;
        [U8 Z Kopt YmE] => EVEX_Vcvtps2ph_ymmm256_k1z_zmm_imm8_sae;
        [U8 XE Kopt XmE] => EVEX_Vcvtps2ph_xmmm64_k1z_xmm_imm8;
        [U8 YE Kopt XmE] => EVEX_Vcvtps2ph_xmmm128_k1z_ymm_imm8;
    }
    VCVTPS2QQ {
        [YmE Kopt Z] => EVEX_Vcvtps2qq_zmm_k1z_ymmm256b32_er; [XmE Kopt XE] => EVEX_Vcvtps2qq_xmm_k1z_xmmm64b32;
        [XmE Kopt YE] => EVEX_Vcvtps2qq_ymm_k1z_xmmm128b32;
    }
    VCVTPS2UDQ {
        [Zm Kopt Z] => EVEX_Vcvtps2udq_zmm_k1z_zmmm512b32_er; [XmE Kopt XE] => EVEX_Vcvtps2udq_xmm_k1z_xmmm128b32;
        [YmE Kopt YE] => EVEX_Vcvtps2udq_ymm_k1z_ymmm256b32;
    }
    VCVTPS2UQQ {
        [YmE Kopt Z] => EVEX_Vcvtps2uqq_zmm_k1z_ymmm256b32_er; [XmE Kopt XE] => EVEX_Vcvtps2uqq_xmm_k1z_xmmm64b32;
        [XmE Kopt YE] => EVEX_Vcvtps2uqq_ymm_k1z_xmmm128b32;
    }
    VCVTQQ2PD {
        [Zm Kopt Z] => EVEX_Vcvtqq2pd_zmm_k1z_zmmm512b64_er; [XmE Kopt XE] => EVEX_Vcvtqq2pd_xmm_k1z_xmmm128b64;
        [YmE Kopt YE] => EVEX_Vcvtqq2pd_ymm_k1z_ymmm256b64;
    }
    VCVTQQ2PS { [Zm Kopt YE] => EVEX_Vcvtqq2ps_ymm_k1z_zmmm512b64_er; }
    VCVTQQ2PSX { [XmE Kopt XE] => EVEX_Vcvtqq2ps_xmm_k1z_xmmm128b64; }
    VCVTQQ2PSY { [YmE Kopt XE] => EVEX_Vcvtqq2ps_xmm_k1z_ymmm256b64; }
    VCVTSD2SI { [Xm R] => VEX_Vcvtsd2si_r32_xmmm64; [XmE R] => EVEX_Vcvtsd2si_r32_xmmm64_er; }
    VCVTSD2SIQ { [Xm R] => VEX_Vcvtsd2si_r64_xmmm64; [XmE R] => EVEX_Vcvtsd2si_r64_xmmm64_er; }
    VCVTSD2SS { [Xm X X] => VEX_Vcvtsd2ss_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vcvtsd2ss_xmm_k1z_xmm_xmmm64_er; }
    VCVTSD2USIL { [XmE R] => EVEX_Vcvtsd2usi_r32_xmmm64_er; }
    VCVTSD2USIQ { [XmE R] => EVEX_Vcvtsd2usi_r64_xmmm64_er; }
    VCVTSI2SDL { [Rm X X] => VEX_Vcvtsi2sd_xmm_xmm_rm32; [Rm XE XE] => EVEX_Vcvtsi2sd_xmm_xmm_rm32_er; }
    VCVTSI2SDQ { [Rm X X] => VEX_Vcvtsi2sd_xmm_xmm_rm64; [Rm XE XE] => EVEX_Vcvtsi2sd_xmm_xmm_rm64_er; }
    VCVTSI2SSL { [Rm X X] => VEX_Vcvtsi2ss_xmm_xmm_rm32; [Rm XE XE] => EVEX_Vcvtsi2ss_xmm_xmm_rm32_er; }
    VCVTSI2SSQ { [Rm X X] => VEX_Vcvtsi2ss_xmm_xmm_rm64; [Rm XE XE] => EVEX_Vcvtsi2ss_xmm_xmm_rm64_er; }
    VCVTSS2SD { [Xm X X] => VEX_Vcvtss2sd_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vcvtss2sd_xmm_k1z_xmm_xmmm32_sae; }
    VCVTSS2SI { [Xm R] => VEX_Vcvtss2si_r32_xmmm32; [XmE R] => EVEX_Vcvtss2si_r32_xmmm32_er; }
    VCVTSS2SIQ { [Xm R] => VEX_Vcvtss2si_r64_xmmm32; [XmE R] => EVEX_Vcvtss2si_r64_xmmm32_er; }
    VCVTSS2USIL { [XmE R] => EVEX_Vcvtss2usi_r32_xmmm32_er; }
    VCVTSS2USIQ { [XmE R] => EVEX_Vcvtss2usi_r64_xmmm32_er; }
    VCVTTPD2DQ { [Zm Kopt YE] => EVEX_Vcvttpd2dq_ymm_k1z_zmmm512b64_sae; }
    VCVTTPD2DQX { [Xm X] => VEX_Vcvttpd2dq_xmm_xmmm128; [XmE Kopt XE] => EVEX_Vcvttpd2dq_xmm_k1z_xmmm128b64; }
    VCVTTPD2DQY { [Ym X] => VEX_Vcvttpd2dq_xmm_ymmm256; [YmE Kopt XE] => EVEX_Vcvttpd2dq_xmm_k1z_ymmm256b64; }
    VCVTTPD2QQ {
        [Zm Kopt Z] => EVEX_Vcvttpd2qq_zmm_k1z_zmmm512b64_sae; [XmE Kopt XE] => EVEX_Vcvttpd2qq_xmm_k1z_xmmm128b64;
        [YmE Kopt YE] => EVEX_Vcvttpd2qq_ymm_k1z_ymmm256b64;
    }
    VCVTTPD2UDQ { [Zm Kopt YE] => EVEX_Vcvttpd2udq_ymm_k1z_zmmm512b64_sae; }
    VCVTTPD2UDQX { [XmE Kopt XE] => EVEX_Vcvttpd2udq_xmm_k1z_xmmm128b64; }
    VCVTTPD2UDQY { [YmE Kopt XE] => EVEX_Vcvttpd2udq_xmm_k1z_ymmm256b64; }
    VCVTTPD2UQQ {
        [Zm Kopt Z] => EVEX_Vcvttpd2uqq_zmm_k1z_zmmm512b64_sae; [XmE Kopt XE] => EVEX_Vcvttpd2uqq_xmm_k1z_xmmm128b64;
        [YmE Kopt YE] => EVEX_Vcvttpd2uqq_ymm_k1z_ymmm256b64;
    }
    VCVTTPS2DQ {
        [Xm X] => VEX_Vcvttps2dq_xmm_xmmm128; [Ym Y] => VEX_Vcvttps2dq_ymm_ymmm256;
        [Zm Kopt Z] => EVEX_Vcvttps2dq_zmm_k1z_zmmm512b32_sae; [XmE Kopt XE] => EVEX_Vcvttps2dq_xmm_k1z_xmmm128b32;
        [YmE Kopt YE] => EVEX_Vcvttps2dq_ymm_k1z_ymmm256b32;
    }
    VCVTTPS2QQ {
        [YmE Kopt Z] => EVEX_Vcvttps2qq_zmm_k1z_ymmm256b32_sae; [XmE Kopt XE] => EVEX_Vcvttps2qq_xmm_k1z_xmmm64b32;
        [XmE Kopt YE] => EVEX_Vcvttps2qq_ymm_k1z_xmmm128b32;
    }
    VCVTTPS2UDQ {
        [Zm Kopt Z] => EVEX_Vcvttps2udq_zmm_k1z_zmmm512b32_sae; [XmE Kopt XE] => EVEX_Vcvttps2udq_xmm_k1z_xmmm128b32;
        [YmE Kopt YE] => EVEX_Vcvttps2udq_ymm_k1z_ymmm256b32;
    }
    VCVTTPS2UQQ {
        [YmE Kopt Z] => EVEX_Vcvttps2uqq_zmm_k1z_ymmm256b32_sae; [XmE Kopt XE] => EVEX_Vcvttps2uqq_xmm_k1z_xmmm64b32;
        [XmE Kopt YE] => EVEX_Vcvttps2uqq_ymm_k1z_xmmm128b32;
    }
    VCVTTSD2SI { [Xm R] => VEX_Vcvttsd2si_r32_xmmm64; [XmE R] => EVEX_Vcvttsd2si_r32_xmmm64_sae; }
    VCVTTSD2SIQ { [Xm R] => VEX_Vcvttsd2si_r64_xmmm64; [XmE R] => EVEX_Vcvttsd2si_r64_xmmm64_sae; }
    VCVTTSD2USIL { [XmE R] => EVEX_Vcvttsd2usi_r32_xmmm64_sae; }
    VCVTTSD2USIQ { [XmE R] => EVEX_Vcvttsd2usi_r64_xmmm64_sae; }
    VCVTTSS2SI { [Xm R] => VEX_Vcvttss2si_r32_xmmm32; [XmE R] => EVEX_Vcvttss2si_r32_xmmm32_sae; }
    VCVTTSS2SIQ { [Xm R] => VEX_Vcvttss2si_r64_xmmm32; [XmE R] => EVEX_Vcvttss2si_r64_xmmm32_sae; }
    VCVTTSS2USIL { [XmE R] => EVEX_Vcvttss2usi_r32_xmmm32_sae; }
    VCVTTSS2USIQ { [XmE R] => EVEX_Vcvttss2usi_r64_xmmm32_sae; }
    VCVTUDQ2PD {
        [XmE Kopt XE] => EVEX_Vcvtudq2pd_xmm_k1z_xmmm64b32; [XmE Kopt YE] => EVEX_Vcvtudq2pd_ymm_k1z_xmmm128b32;
        [YmE Kopt Z] => EVEX_Vcvtudq2pd_zmm_k1z_ymmm256b32_er;
    }
    VCVTUDQ2PS {
        [Zm Kopt Z] => EVEX_Vcvtudq2ps_zmm_k1z_zmmm512b32_er; [XmE Kopt XE] => EVEX_Vcvtudq2ps_xmm_k1z_xmmm128b32;
        [YmE Kopt YE] => EVEX_Vcvtudq2ps_ymm_k1z_ymmm256b32;
    }
    VCVTUQQ2PD {
        [Zm Kopt Z] => EVEX_Vcvtuqq2pd_zmm_k1z_zmmm512b64_er; [XmE Kopt XE] => EVEX_Vcvtuqq2pd_xmm_k1z_xmmm128b64;
        [YmE Kopt YE] => EVEX_Vcvtuqq2pd_ymm_k1z_ymmm256b64;
    }
    VCVTUQQ2PS { [Zm Kopt YE] => EVEX_Vcvtuqq2ps_ymm_k1z_zmmm512b64_er; }
    VCVTUQQ2PSX { [XmE Kopt XE] => EVEX_Vcvtuqq2ps_xmm_k1z_xmmm128b64; }
    VCVTUQQ2PSY { [YmE Kopt XE] => EVEX_Vcvtuqq2ps_xmm_k1z_ymmm256b64; }
    VCVTUSI2SDL { [Rm XE XE] => EVEX_Vcvtusi2sd_xmm_xmm_rm32_er; }
    VCVTUSI2SDQ { [Rm XE XE] => EVEX_Vcvtusi2sd_xmm_xmm_rm64_er; }
    VCVTUSI2SSL { [Rm XE XE] => EVEX_Vcvtusi2ss_xmm_xmm_rm32_er; }
    VCVTUSI2SSQ { [Rm XE XE] => EVEX_Vcvtusi2ss_xmm_xmm_rm64_er; }
    VDBPSADBW {
        [U8 XmE XE Kopt XE] => EVEX_Vdbpsadbw_xmm_k1z_xmm_xmmm128_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vdbpsadbw_ymm_k1z_ymm_ymmm256_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vdbpsadbw_zmm_k1z_zmm_zmmm512_imm8;
    }
    VDIVPD {
        [Xm X X] => VEX_Vdivpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vdivpd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vdivpd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vdivpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vdivpd_ymm_k1z_ymm_ymmm256b64;
    }
    VDIVPS {
        [Xm X X] => VEX_Vdivps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vdivps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vdivps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vdivps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vdivps_ymm_k1z_ymm_ymmm256b32;
    }
    VDIVSD { [Xm X X] => VEX_Vdivsd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vdivsd_xmm_k1z_xmm_xmmm64_er; }
    VDIVSS { [Xm X X] => VEX_Vdivss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vdivss_xmm_k1z_xmm_xmmm32_er; }
    VEXP2PD { [Zm Kopt Z] => EVEX_Vexp2pd_zmm_k1z_zmmm512b64_sae; }
    VEXP2PS { [Zm Kopt Z] => EVEX_Vexp2ps_zmm_k1z_zmmm512b32_sae; }
    VEXPANDPD {
        [XmE Kopt XE] => EVEX_Vexpandpd_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vexpandpd_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vexpandpd_zmm_k1z_zmmm512;
    }
    VEXPANDPS {
        [XmE Kopt XE] => EVEX_Vexpandps_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vexpandps_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vexpandps_zmm_k1z_zmmm512;
    }
    VEXTRACTF32X4 {
        [U8 YE Kopt XmE] => EVEX_Vextractf32x4_xmmm128_k1z_ymm_imm8;
        [U8 Z Kopt XmE] => EVEX_Vextractf32x4_xmmm128_k1z_zmm_imm8;
    }
    VEXTRACTF32X8 { [U8 Z Kopt YmE] => EVEX_Vextractf32x8_ymmm256_k1z_zmm_imm8; }
    VEXTRACTF64X2 {
        [U8 YE Kopt XmE] => EVEX_Vextractf64x2_xmmm128_k1z_ymm_imm8;
        [U8 Z Kopt XmE] => EVEX_Vextractf64x2_xmmm128_k1z_zmm_imm8;
    }
    VEXTRACTF64X4 { [U8 Z Kopt YmE] => EVEX_Vextractf64x4_ymmm256_k1z_zmm_imm8; }
    VEXTRACTI32X4 {
        [U8 YE Kopt XmE] => EVEX_Vextracti32x4_xmmm128_k1z_ymm_imm8;
        [U8 Z Kopt XmE] => EVEX_Vextracti32x4_xmmm128_k1z_zmm_imm8;
    }
    VEXTRACTI32X8 { [U8 Z Kopt YmE] => EVEX_Vextracti32x8_ymmm256_k1z_zmm_imm8; }
    VEXTRACTI64X2 {
        [U8 YE Kopt XmE] => EVEX_Vextracti64x2_xmmm128_k1z_ymm_imm8;
        [U8 Z Kopt XmE] => EVEX_Vextracti64x2_xmmm128_k1z_zmm_imm8;
    }
    VEXTRACTI64X4 { [U8 Z Kopt YmE] => EVEX_Vextracti64x4_ymmm256_k1z_zmm_imm8; }
    VEXTRACTPS {
        [U8 X Rm] => VEX_Vextractps_rm32_xmm_imm8; [S8 X Rm] => VEX_Vextractps_rm32_xmm_imm8;
        [U8 XE Rm] => EVEX_Vextractps_rm32_xmm_imm8;
    }
    VFIXUPIMMPD {
        [U8 Zm Z Kopt Z] => EVEX_Vfixupimmpd_zmm_k1z_zmm_zmmm512b64_imm8_sae;
        [U8 XmE XE Kopt XE] => EVEX_Vfixupimmpd_xmm_k1z_xmm_xmmm128b64_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vfixupimmpd_ymm_k1z_ymm_ymmm256b64_imm8;
    }
    VFIXUPIMMPS {
        [U8 Zm Z Kopt Z] => EVEX_Vfixupimmps_zmm_k1z_zmm_zmmm512b32_imm8_sae;
        [U8 XmE XE Kopt XE] => EVEX_Vfixupimmps_xmm_k1z_xmm_xmmm128b32_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vfixupimmps_ymm_k1z_ymm_ymmm256b32_imm8;
    }
    VFIXUPIMMSD { [U8 XmE XE Kopt XE] => EVEX_Vfixupimmsd_xmm_k1z_xmm_xmmm64_imm8_sae; }
    VFIXUPIMMSS { [U8 XmE XE Kopt XE] => EVEX_Vfixupimmss_xmm_k1z_xmm_xmmm32_imm8_sae; }
    VFMADD132PD {
        [Xm X X] => VEX_Vfmadd132pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmadd132pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmadd132pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfmadd132pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfmadd132pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFMADD132PS {
        [Xm X X] => VEX_Vfmadd132ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmadd132ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmadd132ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfmadd132ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfmadd132ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFMADD132SD {
        [Xm X X] => VEX_Vfmadd132sd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vfmadd132sd_xmm_k1z_xmm_xmmm64_er;
    }
    VFMADD132SS {
        [Xm X X] => VEX_Vfmadd132ss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vfmadd132ss_xmm_k1z_xmm_xmmm32_er;
    }
    VFMADD213PD {
        [Xm X X] => VEX_Vfmadd213pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmadd213pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmadd213pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfmadd213pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfmadd213pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFMADD213PS {
        [Xm X X] => VEX_Vfmadd213ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmadd213ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmadd213ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfmadd213ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfmadd213ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFMADD213SD {
        [Xm X X] => VEX_Vfmadd213sd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vfmadd213sd_xmm_k1z_xmm_xmmm64_er;
    }
    VFMADD213SS {
        [Xm X X] => VEX_Vfmadd213ss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vfmadd213ss_xmm_k1z_xmm_xmmm32_er;
    }
    VFMADD231PD {
        [Xm X X] => VEX_Vfmadd231pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmadd231pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmadd231pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfmadd231pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfmadd231pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFMADD231PS {
        [Xm X X] => VEX_Vfmadd231ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmadd231ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmadd231ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfmadd231ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfmadd231ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFMADD231SD {
        [Xm X X] => VEX_Vfmadd231sd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vfmadd231sd_xmm_k1z_xmm_xmmm64_er;
    }
    VFMADD231SS {
        [Xm X X] => VEX_Vfmadd231ss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vfmadd231ss_xmm_k1z_xmm_xmmm32_er;
    }
    VFMADDSUB132PD {
        [Xm X X] => VEX_Vfmaddsub132pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmaddsub132pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmaddsub132pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfmaddsub132pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfmaddsub132pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFMADDSUB132PS {
        [Xm X X] => VEX_Vfmaddsub132ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmaddsub132ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmaddsub132ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfmaddsub132ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfmaddsub132ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFMADDSUB213PD {
        [Xm X X] => VEX_Vfmaddsub213pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmaddsub213pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmaddsub213pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfmaddsub213pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfmaddsub213pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFMADDSUB213PS {
        [Xm X X] => VEX_Vfmaddsub213ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmaddsub213ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmaddsub213ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfmaddsub213ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfmaddsub213ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFMADDSUB231PD {
        [Xm X X] => VEX_Vfmaddsub231pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmaddsub231pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmaddsub231pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfmaddsub231pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfmaddsub231pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFMADDSUB231PS {
        [Xm X X] => VEX_Vfmaddsub231ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmaddsub231ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmaddsub231ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfmaddsub231ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfmaddsub231ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFMSUB132PD {
        [Xm X X] => VEX_Vfmsub132pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmsub132pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmsub132pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfmsub132pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfmsub132pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFMSUB132PS {
        [Xm X X] => VEX_Vfmsub132ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmsub132ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmsub132ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfmsub132ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfmsub132ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFMSUB132SD {
        [Xm X X] => VEX_Vfmsub132sd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vfmsub132sd_xmm_k1z_xmm_xmmm64_er;
    }
    VFMSUB132SS {
        [Xm X X] => VEX_Vfmsub132ss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vfmsub132ss_xmm_k1z_xmm_xmmm32_er;
    }
    VFMSUB213PD {
        [Xm X X] => VEX_Vfmsub213pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmsub213pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmsub213pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfmsub213pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfmsub213pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFMSUB213PS {
        [Xm X X] => VEX_Vfmsub213ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmsub213ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmsub213ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfmsub213ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfmsub213ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFMSUB213SD {
        [Xm X X] => VEX_Vfmsub213sd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vfmsub213sd_xmm_k1z_xmm_xmmm64_er;
    }
    VFMSUB213SS {
        [Xm X X] => VEX_Vfmsub213ss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vfmsub213ss_xmm_k1z_xmm_xmmm32_er;
    }
    VFMSUB231PD {
        [Xm X X] => VEX_Vfmsub231pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmsub231pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmsub231pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfmsub231pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfmsub231pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFMSUB231PS {
        [Xm X X] => VEX_Vfmsub231ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmsub231ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmsub231ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfmsub231ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfmsub231ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFMSUB231SD {
        [Xm X X] => VEX_Vfmsub231sd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vfmsub231sd_xmm_k1z_xmm_xmmm64_er;
    }
    VFMSUB231SS {
        [Xm X X] => VEX_Vfmsub231ss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vfmsub231ss_xmm_k1z_xmm_xmmm32_er;
    }
    VFMSUBADD132PD {
        [Xm X X] => VEX_Vfmsubadd132pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmsubadd132pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmsubadd132pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfmsubadd132pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfmsubadd132pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFMSUBADD132PS {
        [Xm X X] => VEX_Vfmsubadd132ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmsubadd132ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmsubadd132ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfmsubadd132ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfmsubadd132ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFMSUBADD213PD {
        [Xm X X] => VEX_Vfmsubadd213pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmsubadd213pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmsubadd213pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfmsubadd213pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfmsubadd213pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFMSUBADD213PS {
        [Xm X X] => VEX_Vfmsubadd213ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmsubadd213ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmsubadd213ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfmsubadd213ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfmsubadd213ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFMSUBADD231PD {
        [Xm X X] => VEX_Vfmsubadd231pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmsubadd231pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmsubadd231pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfmsubadd231pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfmsubadd231pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFMSUBADD231PS {
        [Xm X X] => VEX_Vfmsubadd231ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfmsubadd231ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfmsubadd231ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfmsubadd231ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfmsubadd231ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFNMADD132PD {
        [Xm X X] => VEX_Vfnmadd132pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfnmadd132pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfnmadd132pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfnmadd132pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfnmadd132pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFNMADD132PS {
        [Xm X X] => VEX_Vfnmadd132ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfnmadd132ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfnmadd132ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfnmadd132ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfnmadd132ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFNMADD132SD {
        [Xm X X] => VEX_Vfnmadd132sd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vfnmadd132sd_xmm_k1z_xmm_xmmm64_er;
    }
    VFNMADD132SS {
        [Xm X X] => VEX_Vfnmadd132ss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vfnmadd132ss_xmm_k1z_xmm_xmmm32_er;
    }
    VFNMADD213PD {
        [Xm X X] => VEX_Vfnmadd213pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfnmadd213pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfnmadd213pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfnmadd213pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfnmadd213pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFNMADD213PS {
        [Xm X X] => VEX_Vfnmadd213ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfnmadd213ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfnmadd213ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfnmadd213ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfnmadd213ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFNMADD213SD {
        [Xm X X] => VEX_Vfnmadd213sd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vfnmadd213sd_xmm_k1z_xmm_xmmm64_er;
    }
    VFNMADD213SS {
        [Xm X X] => VEX_Vfnmadd213ss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vfnmadd213ss_xmm_k1z_xmm_xmmm32_er;
    }
    VFNMADD231PD {
        [Xm X X] => VEX_Vfnmadd231pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfnmadd231pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfnmadd231pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfnmadd231pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfnmadd231pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFNMADD231PS {
        [Xm X X] => VEX_Vfnmadd231ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfnmadd231ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfnmadd231ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfnmadd231ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfnmadd231ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFNMADD231SD {
        [Xm X X] => VEX_Vfnmadd231sd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vfnmadd231sd_xmm_k1z_xmm_xmmm64_er;
    }
    VFNMADD231SS {
        [Xm X X] => VEX_Vfnmadd231ss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vfnmadd231ss_xmm_k1z_xmm_xmmm32_er;
    }
    VFNMSUB132PD {
        [Xm X X] => VEX_Vfnmsub132pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfnmsub132pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfnmsub132pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfnmsub132pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfnmsub132pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFNMSUB132PS {
        [Xm X X] => VEX_Vfnmsub132ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfnmsub132ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfnmsub132ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfnmsub132ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfnmsub132ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFNMSUB132SD {
        [Xm X X] => VEX_Vfnmsub132sd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vfnmsub132sd_xmm_k1z_xmm_xmmm64_er;
    }
    VFNMSUB132SS {
        [Xm X X] => VEX_Vfnmsub132ss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vfnmsub132ss_xmm_k1z_xmm_xmmm32_er;
    }
    VFNMSUB213PD {
        [Xm X X] => VEX_Vfnmsub213pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfnmsub213pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfnmsub213pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfnmsub213pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfnmsub213pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFNMSUB213PS {
        [Xm X X] => VEX_Vfnmsub213ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfnmsub213ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfnmsub213ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfnmsub213ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfnmsub213ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFNMSUB213SD {
        [Xm X X] => VEX_Vfnmsub213sd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vfnmsub213sd_xmm_k1z_xmm_xmmm64_er;
    }
    VFNMSUB213SS {
        [Xm X X] => VEX_Vfnmsub213ss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vfnmsub213ss_xmm_k1z_xmm_xmmm32_er;
    }
    VFNMSUB231PD {
        [Xm X X] => VEX_Vfnmsub231pd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfnmsub231pd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfnmsub231pd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vfnmsub231pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vfnmsub231pd_ymm_k1z_ymm_ymmm256b64;
    }
    VFNMSUB231PS {
        [Xm X X] => VEX_Vfnmsub231ps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vfnmsub231ps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vfnmsub231ps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vfnmsub231ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vfnmsub231ps_ymm_k1z_ymm_ymmm256b32;
    }
    VFNMSUB231SD {
        [Xm X X] => VEX_Vfnmsub231sd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vfnmsub231sd_xmm_k1z_xmm_xmmm64_er;
    }
    VFNMSUB231SS {
        [Xm X X] => VEX_Vfnmsub231ss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vfnmsub231ss_xmm_k1z_xmm_xmmm32_er;
    }
    VFPCLASSPDX { [U8 XmE Kopt K] => EVEX_Vfpclasspd_kr_k1_xmmm128b64_imm8; }
    VFPCLASSPDY { [U8 YmE Kopt K] => EVEX_Vfpclasspd_kr_k1_ymmm256b64_imm8; }
    VFPCLASSPDZ { [U8 Zm Kopt K] => EVEX_Vfpclasspd_kr_k1_zmmm512b64_imm8; }
    VFPCLASSPSX { [U8 XmE Kopt K] => EVEX_Vfpclassps_kr_k1_xmmm128b32_imm8; }
    VFPCLASSPSY { [U8 YmE Kopt K] => EVEX_Vfpclassps_kr_k1_ymmm256b32_imm8; }
    VFPCLASSPSZ { [U8 Zm Kopt K] => EVEX_Vfpclassps_kr_k1_zmmm512b32_imm8; }
    VFPCLASSSD { [U8 XmE Kopt K] => EVEX_Vfpclasssd_kr_k1_xmmm64_imm8; }
    VFPCLASSSS { [U8 XmE Kopt K] => EVEX_Vfpclassss_kr_k1_xmmm32_imm8; }
    VGATHERDPD {
        [X VX X] => VEX_Vgatherdpd_xmm_vm32x_xmm; [Y VX Y] => VEX_Vgatherdpd_ymm_vm32x_ymm;
        [VXE Kreq XE] => EVEX_Vgatherdpd_xmm_k1_vm32x; [VXE Kreq YE] => EVEX_Vgatherdpd_ymm_k1_vm32x;
        [VYE Kreq Z] => EVEX_Vgatherdpd_zmm_k1_vm32y;
    }
    VGATHERDPS {
        [X VX X] => VEX_Vgatherdps_xmm_vm32x_xmm; [Y VY Y] => VEX_Vgatherdps_ymm_vm32y_ymm;
        [VXE Kreq XE] => EVEX_Vgatherdps_xmm_k1_vm32x; [VYE Kreq YE] => EVEX_Vgatherdps_ymm_k1_vm32y;
        [VZ Kreq Z] => EVEX_Vgatherdps_zmm_k1_vm32z;
    }
    VGATHERPF0DPD { [Kreq VYE] => EVEX_Vgatherpf0dpd_vm32y_k1; }
    VGATHERPF0DPS { [Kreq VZ] => EVEX_Vgatherpf0dps_vm32z_k1; }
    VGATHERPF0QPD { [Kreq VZ] => EVEX_Vgatherpf0qpd_vm64z_k1; }
    VGATHERPF0QPS { [Kreq VZ] => EVEX_Vgatherpf0qps_vm64z_k1; }
    VGATHERPF1DPD { [Kreq VYE] => EVEX_Vgatherpf1dpd_vm32y_k1; }
    VGATHERPF1DPS { [Kreq VZ] => EVEX_Vgatherpf1dps_vm32z_k1; }
    VGATHERPF1QPD { [Kreq VZ] => EVEX_Vgatherpf1qpd_vm64z_k1; }
    VGATHERPF1QPS { [Kreq VZ] => EVEX_Vgatherpf1qps_vm64z_k1; }
    VGATHERQPD {
        [X VX X] => VEX_Vgatherqpd_xmm_vm64x_xmm; [Y VY Y] => VEX_Vgatherqpd_ymm_vm64y_ymm;
        [VXE Kreq XE] => EVEX_Vgatherqpd_xmm_k1_vm64x; [VYE Kreq YE] => EVEX_Vgatherqpd_ymm_k1_vm64y;
        [VZ Kreq Z] => EVEX_Vgatherqpd_zmm_k1_vm64z;
    }
    VGATHERQPS {
        [X VX X] => VEX_Vgatherqps_xmm_vm64x_xmm; [X VY X] => VEX_Vgatherqps_xmm_vm64y_xmm;
        [VXE Kreq XE] => EVEX_Vgatherqps_xmm_k1_vm64x; [VYE Kreq XE] => EVEX_Vgatherqps_xmm_k1_vm64y;
        [VZ Kreq YE] => EVEX_Vgatherqps_ymm_k1_vm64z;
    }
    VGETEXPPD {
        [Zm Kopt Z] => EVEX_Vgetexppd_zmm_k1z_zmmm512b64_sae; [XmE Kopt XE] => EVEX_Vgetexppd_xmm_k1z_xmmm128b64;
        [YmE Kopt YE] => EVEX_Vgetexppd_ymm_k1z_ymmm256b64;
    }
    VGETEXPPS {
        [Zm Kopt Z] => EVEX_Vgetexpps_zmm_k1z_zmmm512b32_sae; [XmE Kopt XE] => EVEX_Vgetexpps_xmm_k1z_xmmm128b32;
        [YmE Kopt YE] => EVEX_Vgetexpps_ymm_k1z_ymmm256b32;
    }
    VGETEXPSD { [XmE XE Kopt XE] => EVEX_Vgetexpsd_xmm_k1z_xmm_xmmm64_sae; }
    VGETEXPSS { [XmE XE Kopt XE] => EVEX_Vgetexpss_xmm_k1z_xmm_xmmm32_sae; }
    VGETMANTPD {
        [U8 Zm Kopt Z] => EVEX_Vgetmantpd_zmm_k1z_zmmm512b64_imm8_sae;
        [U8 XmE Kopt XE] => EVEX_Vgetmantpd_xmm_k1z_xmmm128b64_imm8;
        [U8 YmE Kopt YE] => EVEX_Vgetmantpd_ymm_k1z_ymmm256b64_imm8;
    }
    VGETMANTPS {
        [U8 Zm Kopt Z] => EVEX_Vgetmantps_zmm_k1z_zmmm512b32_imm8_sae;
        [U8 XmE Kopt XE] => EVEX_Vgetmantps_xmm_k1z_xmmm128b32_imm8;
        [U8 YmE Kopt YE] => EVEX_Vgetmantps_ymm_k1z_ymmm256b32_imm8;
    }
    VGETMANTSD { [U8 XmE XE Kopt XE] => EVEX_Vgetmantsd_xmm_k1z_xmm_xmmm64_imm8_sae; }
    VGETMANTSS { [U8 XmE XE Kopt XE] => EVEX_Vgetmantss_xmm_k1z_xmm_xmmm32_imm8_sae; }
    VGF2P8AFFINEINVQB {
        [U8 Xm X X] => VEX_Vgf2p8affineinvqb_xmm_xmm_xmmm128_imm8;
        [U8 Ym Y Y] => VEX_Vgf2p8affineinvqb_ymm_ymm_ymmm256_imm8;
        [U8 XmE XE Kopt XE] => EVEX_Vgf2p8affineinvqb_xmm_k1z_xmm_xmmm128b64_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vgf2p8affineinvqb_ymm_k1z_ymm_ymmm256b64_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vgf2p8affineinvqb_zmm_k1z_zmm_zmmm512b64_imm8;
    }
    VGF2P8AFFINEQB {
        [U8 Xm X X] => VEX_Vgf2p8affineqb_xmm_xmm_xmmm128_imm8;
        [U8 Ym Y Y] => VEX_Vgf2p8affineqb_ymm_ymm_ymmm256_imm8;
        [U8 XmE XE Kopt XE] => EVEX_Vgf2p8affineqb_xmm_k1z_xmm_xmmm128b64_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vgf2p8affineqb_ymm_k1z_ymm_ymmm256b64_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vgf2p8affineqb_zmm_k1z_zmm_zmmm512b64_imm8;
    }
    VGF2P8MULB {
        [Xm X X] => VEX_Vgf2p8mulb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vgf2p8mulb_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vgf2p8mulb_xmm_k1z_xmm_xmmm128;
        [YmE YE Kopt YE] => EVEX_Vgf2p8mulb_ymm_k1z_ymm_ymmm256; [Zm Z Kopt Z] => EVEX_Vgf2p8mulb_zmm_k1z_zmm_zmmm512;
    }
    VINSERTF32X4 {
        [U8 XmE YE Kopt YE] => EVEX_Vinsertf32x4_ymm_k1z_ymm_xmmm128_imm8;
        [U8 XmE Z Kopt Z] => EVEX_Vinsertf32x4_zmm_k1z_zmm_xmmm128_imm8;
    }
    VINSERTF32X8 { [U8 YmE Z Kopt Z] => EVEX_Vinsertf32x8_zmm_k1z_zmm_ymmm256_imm8; }
    VINSERTF64X2 {
        [U8 XmE YE Kopt YE] => EVEX_Vinsertf64x2_ymm_k1z_ymm_xmmm128_imm8;
        [U8 XmE Z Kopt Z] => EVEX_Vinsertf64x2_zmm_k1z_zmm_xmmm128_imm8;
    }
    VINSERTF64X4 { [U8 YmE Z Kopt Z] => EVEX_Vinsertf64x4_zmm_k1z_zmm_ymmm256_imm8; }
    VINSERTI32X4 {
        [U8 XmE YE Kopt YE] => EVEX_Vinserti32x4_ymm_k1z_ymm_xmmm128_imm8;
        [U8 XmE Z Kopt Z] => EVEX_Vinserti32x4_zmm_k1z_zmm_xmmm128_imm8;
    }
    VINSERTI32X8 { [U8 YmE Z Kopt Z] => EVEX_Vinserti32x8_zmm_k1z_zmm_ymmm256_imm8; }
    VINSERTI64X2 {
        [U8 XmE YE Kopt YE] => EVEX_Vinserti64x2_ymm_k1z_ymm_xmmm128_imm8;
        [U8 XmE Z Kopt Z] => EVEX_Vinserti64x2_zmm_k1z_zmm_xmmm128_imm8;
    }
    VINSERTI64X4 { [U8 YmE Z Kopt Z] => EVEX_Vinserti64x4_zmm_k1z_zmm_ymmm256_imm8; }
    VINSERTPS {
        [U8 Xm X X] => VEX_Vinsertps_xmm_xmm_xmmm32_imm8; [U8 XmE XE XE] => EVEX_Vinsertps_xmm_xmm_xmmm32_imm8;
    }
    VMAXPD {
        [Xm X X] => VEX_Vmaxpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vmaxpd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vmaxpd_zmm_k1z_zmm_zmmm512b64_sae;
        [XmE XE Kopt XE] => EVEX_Vmaxpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vmaxpd_ymm_k1z_ymm_ymmm256b64;
    }
    VMAXPS {
        [Xm X X] => VEX_Vmaxps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vmaxps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vmaxps_zmm_k1z_zmm_zmmm512b32_sae;
        [XmE XE Kopt XE] => EVEX_Vmaxps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vmaxps_ymm_k1z_ymm_ymmm256b32;
    }
    VMAXSD { [Xm X X] => VEX_Vmaxsd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vmaxsd_xmm_k1z_xmm_xmmm64_sae; }
    VMAXSS { [Xm X X] => VEX_Vmaxss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vmaxss_xmm_k1z_xmm_xmmm32_sae; }
    VMINPD {
        [Xm X X] => VEX_Vminpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vminpd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vminpd_zmm_k1z_zmm_zmmm512b64_sae;
        [XmE XE Kopt XE] => EVEX_Vminpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vminpd_ymm_k1z_ymm_ymmm256b64;
    }
    VMINPS {
        [Xm X X] => VEX_Vminps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vminps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vminps_zmm_k1z_zmm_zmmm512b32_sae;
        [XmE XE Kopt XE] => EVEX_Vminps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vminps_ymm_k1z_ymm_ymmm256b32;
    }
}
