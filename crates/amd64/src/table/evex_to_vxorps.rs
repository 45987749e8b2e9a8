//! AVX-512: instructions that have EVEX encodings, with their VEX forms in front. From `VPMOVSWB` to `VXORPS`.
//! How to read a row: see [`crate::table`]. Authority: the Intel and AMD manuals for the instructions;
//! `cmd/internal/obj/x86/avx_optabs.go` for which operands are taken and which form is tried first.

use super::forms;

forms! {
    VPMOVSWB {
        [XE Kopt XmE] => EVEX_Vpmovswb_xmmm64_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovswb_xmmm128_k1z_ymm;
        [Z Kopt YmE] => EVEX_Vpmovswb_ymmm256_k1z_zmm;
    }
    VPMOVSXBD {
        [Xm X] => VEX_Vpmovsxbd_xmm_xmmm32; [Xm Y] => VEX_Vpmovsxbd_ymm_xmmm64;
        [XmE Kopt XE] => EVEX_Vpmovsxbd_xmm_k1z_xmmm32; [XmE Kopt YE] => EVEX_Vpmovsxbd_ymm_k1z_xmmm64;
        [XmE Kopt Z] => EVEX_Vpmovsxbd_zmm_k1z_xmmm128;
    }
    VPMOVSXBQ {
        [Xm X] => VEX_Vpmovsxbq_xmm_xmmm16; [Xm Y] => VEX_Vpmovsxbq_ymm_xmmm32;
        [XmE Kopt XE] => EVEX_Vpmovsxbq_xmm_k1z_xmmm16; [XmE Kopt YE] => EVEX_Vpmovsxbq_ymm_k1z_xmmm32;
        [XmE Kopt Z] => EVEX_Vpmovsxbq_zmm_k1z_xmmm64;
    }
    VPMOVSXBW {
        [Xm X] => VEX_Vpmovsxbw_xmm_xmmm64; [Xm Y] => VEX_Vpmovsxbw_ymm_xmmm128;
        [XmE Kopt XE] => EVEX_Vpmovsxbw_xmm_k1z_xmmm64; [XmE Kopt YE] => EVEX_Vpmovsxbw_ymm_k1z_xmmm128;
        [YmE Kopt Z] => EVEX_Vpmovsxbw_zmm_k1z_ymmm256;
    }
    VPMOVSXDQ {
        [Xm X] => VEX_Vpmovsxdq_xmm_xmmm64; [Xm Y] => VEX_Vpmovsxdq_ymm_xmmm128;
        [XmE Kopt XE] => EVEX_Vpmovsxdq_xmm_k1z_xmmm64; [XmE Kopt YE] => EVEX_Vpmovsxdq_ymm_k1z_xmmm128;
        [YmE Kopt Z] => EVEX_Vpmovsxdq_zmm_k1z_ymmm256;
    }
    VPMOVSXWD {
        [Xm X] => VEX_Vpmovsxwd_xmm_xmmm64; [Xm Y] => VEX_Vpmovsxwd_ymm_xmmm128;
        [XmE Kopt XE] => EVEX_Vpmovsxwd_xmm_k1z_xmmm64; [XmE Kopt YE] => EVEX_Vpmovsxwd_ymm_k1z_xmmm128;
        [YmE Kopt Z] => EVEX_Vpmovsxwd_zmm_k1z_ymmm256;
    }
    VPMOVSXWQ {
        [Xm X] => VEX_Vpmovsxwq_xmm_xmmm32; [Xm Y] => VEX_Vpmovsxwq_ymm_xmmm64;
        [XmE Kopt XE] => EVEX_Vpmovsxwq_xmm_k1z_xmmm32; [XmE Kopt YE] => EVEX_Vpmovsxwq_ymm_k1z_xmmm64;
        [XmE Kopt Z] => EVEX_Vpmovsxwq_zmm_k1z_xmmm128;
    }
    VPMOVUSDB {
        [XE Kopt XmE] => EVEX_Vpmovusdb_xmmm32_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovusdb_xmmm64_k1z_ymm;
        [Z Kopt XmE] => EVEX_Vpmovusdb_xmmm128_k1z_zmm;
    }
    VPMOVUSDW {
        [XE Kopt XmE] => EVEX_Vpmovusdw_xmmm64_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovusdw_xmmm128_k1z_ymm;
        [Z Kopt YmE] => EVEX_Vpmovusdw_ymmm256_k1z_zmm;
    }
    VPMOVUSQB {
        [XE Kopt XmE] => EVEX_Vpmovusqb_xmmm16_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovusqb_xmmm32_k1z_ymm;
        [Z Kopt XmE] => EVEX_Vpmovusqb_xmmm64_k1z_zmm;
    }
    VPMOVUSQD {
        [XE Kopt XmE] => EVEX_Vpmovusqd_xmmm64_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovusqd_xmmm128_k1z_ymm;
        [Z Kopt YmE] => EVEX_Vpmovusqd_ymmm256_k1z_zmm;
    }
    VPMOVUSQW {
        [XE Kopt XmE] => EVEX_Vpmovusqw_xmmm32_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovusqw_xmmm64_k1z_ymm;
        [Z Kopt XmE] => EVEX_Vpmovusqw_xmmm128_k1z_zmm;
    }
    VPMOVUSWB {
        [XE Kopt XmE] => EVEX_Vpmovuswb_xmmm64_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovuswb_xmmm128_k1z_ymm;
        [Z Kopt YmE] => EVEX_Vpmovuswb_ymmm256_k1z_zmm;
    }
    VPMOVW2M { [XE K] => EVEX_Vpmovw2m_kr_xmm; [YE K] => EVEX_Vpmovw2m_kr_ymm; [Z K] => EVEX_Vpmovw2m_kr_zmm; }
    VPMOVWB {
        [XE Kopt XmE] => EVEX_Vpmovwb_xmmm64_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovwb_xmmm128_k1z_ymm;
        [Z Kopt YmE] => EVEX_Vpmovwb_ymmm256_k1z_zmm;
    }
    VPMOVZXBD {
        [Xm X] => VEX_Vpmovzxbd_xmm_xmmm32; [Xm Y] => VEX_Vpmovzxbd_ymm_xmmm64;
        [XmE Kopt XE] => EVEX_Vpmovzxbd_xmm_k1z_xmmm32; [XmE Kopt YE] => EVEX_Vpmovzxbd_ymm_k1z_xmmm64;
        [XmE Kopt Z] => EVEX_Vpmovzxbd_zmm_k1z_xmmm128;
    }
    VPMOVZXBQ {
        [Xm X] => VEX_Vpmovzxbq_xmm_xmmm16; [Xm Y] => VEX_Vpmovzxbq_ymm_xmmm32;
        [XmE Kopt XE] => EVEX_Vpmovzxbq_xmm_k1z_xmmm16; [XmE Kopt YE] => EVEX_Vpmovzxbq_ymm_k1z_xmmm32;
        [XmE Kopt Z] => EVEX_Vpmovzxbq_zmm_k1z_xmmm64;
    }
    VPMOVZXBW {
        [Xm X] => VEX_Vpmovzxbw_xmm_xmmm64; [Xm Y] => VEX_Vpmovzxbw_ymm_xmmm128;
        [XmE Kopt XE] => EVEX_Vpmovzxbw_xmm_k1z_xmmm64; [XmE Kopt YE] => EVEX_Vpmovzxbw_ymm_k1z_xmmm128;
        [YmE Kopt Z] => EVEX_Vpmovzxbw_zmm_k1z_ymmm256;
    }
    VPMOVZXDQ {
        [Xm X] => VEX_Vpmovzxdq_xmm_xmmm64; [Xm Y] => VEX_Vpmovzxdq_ymm_xmmm128;
        [XmE Kopt XE] => EVEX_Vpmovzxdq_xmm_k1z_xmmm64; [XmE Kopt YE] => EVEX_Vpmovzxdq_ymm_k1z_xmmm128;
        [YmE Kopt Z] => EVEX_Vpmovzxdq_zmm_k1z_ymmm256;
    }
    VPMOVZXWD {
        [Xm X] => VEX_Vpmovzxwd_xmm_xmmm64; [Xm Y] => VEX_Vpmovzxwd_ymm_xmmm128;
        [XmE Kopt XE] => EVEX_Vpmovzxwd_xmm_k1z_xmmm64; [XmE Kopt YE] => EVEX_Vpmovzxwd_ymm_k1z_xmmm128;
        [YmE Kopt Z] => EVEX_Vpmovzxwd_zmm_k1z_ymmm256;
    }
    VPMOVZXWQ {
        [Xm X] => VEX_Vpmovzxwq_xmm_xmmm32; [Xm Y] => VEX_Vpmovzxwq_ymm_xmmm64;
        [XmE Kopt XE] => EVEX_Vpmovzxwq_xmm_k1z_xmmm32; [XmE Kopt YE] => EVEX_Vpmovzxwq_ymm_k1z_xmmm64;
        [XmE Kopt Z] => EVEX_Vpmovzxwq_zmm_k1z_xmmm128;
    }
    VPMULDQ {
        [Xm X X] => VEX_Vpmuldq_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmuldq_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmuldq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpmuldq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpmuldq_zmm_k1z_zmm_zmmm512b64;
    }
    VPMULHRSW {
        [Xm X X] => VEX_Vpmulhrsw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmulhrsw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmulhrsw_xmm_k1z_xmm_xmmm128;
        [YmE YE Kopt YE] => EVEX_Vpmulhrsw_ymm_k1z_ymm_ymmm256; [Zm Z Kopt Z] => EVEX_Vpmulhrsw_zmm_k1z_zmm_zmmm512;
    }
    VPMULHUW {
        [Xm X X] => VEX_Vpmulhuw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmulhuw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmulhuw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpmulhuw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpmulhuw_zmm_k1z_zmm_zmmm512;
    }
    VPMULHW {
        [Xm X X] => VEX_Vpmulhw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmulhw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmulhw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpmulhw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpmulhw_zmm_k1z_zmm_zmmm512;
    }
    VPMULLD {
        [Xm X X] => VEX_Vpmulld_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmulld_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmulld_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpmulld_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vpmulld_zmm_k1z_zmm_zmmm512b32;
    }
    VPMULLQ {
        [XmE XE Kopt XE] => EVEX_Vpmullq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpmullq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpmullq_zmm_k1z_zmm_zmmm512b64;
    }
    VPMULLW {
        [Xm X X] => VEX_Vpmullw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmullw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmullw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpmullw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpmullw_zmm_k1z_zmm_zmmm512;
    }
    VPMULTISHIFTQB {
        [XmE XE Kopt XE] => EVEX_Vpmultishiftqb_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpmultishiftqb_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpmultishiftqb_zmm_k1z_zmm_zmmm512b64;
    }
    VPMULUDQ {
        [Xm X X] => VEX_Vpmuludq_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmuludq_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmuludq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpmuludq_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpmuludq_zmm_k1z_zmm_zmmm512b64;
    }
    VPOPCNTB {
        [XmE Kopt XE] => EVEX_Vpopcntb_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vpopcntb_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vpopcntb_zmm_k1z_zmmm512;
    }
    VPOPCNTD {
        [XmE Kopt XE] => EVEX_Vpopcntd_xmm_k1z_xmmm128b32; [YmE Kopt YE] => EVEX_Vpopcntd_ymm_k1z_ymmm256b32;
        [Zm Kopt Z] => EVEX_Vpopcntd_zmm_k1z_zmmm512b32;
    }
    VPOPCNTQ {
        [XmE Kopt XE] => EVEX_Vpopcntq_xmm_k1z_xmmm128b64; [YmE Kopt YE] => EVEX_Vpopcntq_ymm_k1z_ymmm256b64;
        [Zm Kopt Z] => EVEX_Vpopcntq_zmm_k1z_zmmm512b64;
    }
    VPOPCNTW {
        [XmE Kopt XE] => EVEX_Vpopcntw_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vpopcntw_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vpopcntw_zmm_k1z_zmmm512;
    }
    VPORD {
        [XmE XE Kopt XE] => EVEX_Vpord_xmm_k1z_xmm_xmmm128b32; [YmE YE Kopt YE] => EVEX_Vpord_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpord_zmm_k1z_zmm_zmmm512b32;
    }
    VPORQ {
        [XmE XE Kopt XE] => EVEX_Vporq_xmm_k1z_xmm_xmmm128b64; [YmE YE Kopt YE] => EVEX_Vporq_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vporq_zmm_k1z_zmm_zmmm512b64;
    }
    VPROLD {
        [U8 XmE Kopt XE] => EVEX_Vprold_xmm_k1z_xmmm128b32_imm8;
        [U8 YmE Kopt YE] => EVEX_Vprold_ymm_k1z_ymmm256b32_imm8;
        [U8 Zm Kopt Z] => EVEX_Vprold_zmm_k1z_zmmm512b32_imm8;
    }
    VPROLQ {
        [U8 XmE Kopt XE] => EVEX_Vprolq_xmm_k1z_xmmm128b64_imm8;
        [U8 YmE Kopt YE] => EVEX_Vprolq_ymm_k1z_ymmm256b64_imm8;
        [U8 Zm Kopt Z] => EVEX_Vprolq_zmm_k1z_zmmm512b64_imm8;
    }
    VPROLVD {
        [XmE XE Kopt XE] => EVEX_Vprolvd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vprolvd_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vprolvd_zmm_k1z_zmm_zmmm512b32;
    }
    VPROLVQ {
        [XmE XE Kopt XE] => EVEX_Vprolvq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vprolvq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vprolvq_zmm_k1z_zmm_zmmm512b64;
    }
    VPRORD {
        [U8 XmE Kopt XE] => EVEX_Vprord_xmm_k1z_xmmm128b32_imm8;
        [U8 YmE Kopt YE] => EVEX_Vprord_ymm_k1z_ymmm256b32_imm8;
        [U8 Zm Kopt Z] => EVEX_Vprord_zmm_k1z_zmmm512b32_imm8;
    }
    VPRORQ {
        [U8 XmE Kopt XE] => EVEX_Vprorq_xmm_k1z_xmmm128b64_imm8;
        [U8 YmE Kopt YE] => EVEX_Vprorq_ymm_k1z_ymmm256b64_imm8;
        [U8 Zm Kopt Z] => EVEX_Vprorq_zmm_k1z_zmmm512b64_imm8;
    }
    VPRORVD {
        [XmE XE Kopt XE] => EVEX_Vprorvd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vprorvd_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vprorvd_zmm_k1z_zmm_zmmm512b32;
    }
    VPRORVQ {
        [XmE XE Kopt XE] => EVEX_Vprorvq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vprorvq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vprorvq_zmm_k1z_zmm_zmmm512b64;
    }
    VPSADBW {
        [Xm X X] => VEX_Vpsadbw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsadbw_ymm_ymm_ymmm256;
        [XmE XE XE] => EVEX_Vpsadbw_xmm_xmm_xmmm128; [YmE YE YE] => EVEX_Vpsadbw_ymm_ymm_ymmm256;
        [Zm Z Z] => EVEX_Vpsadbw_zmm_zmm_zmmm512;
    }
    VPSCATTERDD {
        [XE Kreq VXE] => EVEX_Vpscatterdd_vm32x_k1_xmm; [YE Kreq VYE] => EVEX_Vpscatterdd_vm32y_k1_ymm;
        [Z Kreq VZ] => EVEX_Vpscatterdd_vm32z_k1_zmm;
    }
    VPSCATTERDQ {
        [XE Kreq VXE] => EVEX_Vpscatterdq_vm32x_k1_xmm; [YE Kreq VXE] => EVEX_Vpscatterdq_vm32x_k1_ymm;
        [Z Kreq VYE] => EVEX_Vpscatterdq_vm32y_k1_zmm;
    }
    VPSCATTERQD {
        [XE Kreq VXE] => EVEX_Vpscatterqd_vm64x_k1_xmm; [XE Kreq VYE] => EVEX_Vpscatterqd_vm64y_k1_xmm;
        [YE Kreq VZ] => EVEX_Vpscatterqd_vm64z_k1_ymm;
    }
    VPSCATTERQQ {
        [XE Kreq VXE] => EVEX_Vpscatterqq_vm64x_k1_xmm; [YE Kreq VYE] => EVEX_Vpscatterqq_vm64y_k1_ymm;
        [Z Kreq VZ] => EVEX_Vpscatterqq_vm64z_k1_zmm;
    }
    VPSHLDD {
        [U8 XmE XE Kopt XE] => EVEX_Vpshldd_xmm_k1z_xmm_xmmm128b32_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vpshldd_ymm_k1z_ymm_ymmm256b32_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vpshldd_zmm_k1z_zmm_zmmm512b32_imm8;
    }
    VPSHLDQ {
        [U8 XmE XE Kopt XE] => EVEX_Vpshldq_xmm_k1z_xmm_xmmm128b64_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vpshldq_ymm_k1z_ymm_ymmm256b64_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vpshldq_zmm_k1z_zmm_zmmm512b64_imm8;
    }
    VPSHLDVD {
        [XmE XE Kopt XE] => EVEX_Vpshldvd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpshldvd_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpshldvd_zmm_k1z_zmm_zmmm512b32;
    }
    VPSHLDVQ {
        [XmE XE Kopt XE] => EVEX_Vpshldvq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpshldvq_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpshldvq_zmm_k1z_zmm_zmmm512b64;
    }
    VPSHLDVW {
        [XmE XE Kopt XE] => EVEX_Vpshldvw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpshldvw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpshldvw_zmm_k1z_zmm_zmmm512;
    }
    VPSHLDW {
        [U8 XmE XE Kopt XE] => EVEX_Vpshldw_xmm_k1z_xmm_xmmm128_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vpshldw_ymm_k1z_ymm_ymmm256_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vpshldw_zmm_k1z_zmm_zmmm512_imm8;
    }
    VPSHRDD {
        [U8 XmE XE Kopt XE] => EVEX_Vpshrdd_xmm_k1z_xmm_xmmm128b32_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vpshrdd_ymm_k1z_ymm_ymmm256b32_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vpshrdd_zmm_k1z_zmm_zmmm512b32_imm8;
    }
    VPSHRDQ {
        [U8 XmE XE Kopt XE] => EVEX_Vpshrdq_xmm_k1z_xmm_xmmm128b64_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vpshrdq_ymm_k1z_ymm_ymmm256b64_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vpshrdq_zmm_k1z_zmm_zmmm512b64_imm8;
    }
    VPSHRDVD {
        [XmE XE Kopt XE] => EVEX_Vpshrdvd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpshrdvd_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpshrdvd_zmm_k1z_zmm_zmmm512b32;
    }
    VPSHRDVQ {
        [XmE XE Kopt XE] => EVEX_Vpshrdvq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpshrdvq_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpshrdvq_zmm_k1z_zmm_zmmm512b64;
    }
    VPSHRDVW {
        [XmE XE Kopt XE] => EVEX_Vpshrdvw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpshrdvw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpshrdvw_zmm_k1z_zmm_zmmm512;
    }
    VPSHRDW {
        [U8 XmE XE Kopt XE] => EVEX_Vpshrdw_xmm_k1z_xmm_xmmm128_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vpshrdw_ymm_k1z_ymm_ymmm256_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vpshrdw_zmm_k1z_zmm_zmmm512_imm8;
    }
    VPSHUFB {
        [Xm X X] => VEX_Vpshufb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpshufb_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpshufb_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpshufb_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpshufb_zmm_k1z_zmm_zmmm512;
    }
    VPSHUFBITQMB {
        [XmE XE Kopt K] => EVEX_Vpshufbitqmb_kr_k1_xmm_xmmm128;
        [YmE YE Kopt K] => EVEX_Vpshufbitqmb_kr_k1_ymm_ymmm256; [Zm Z Kopt K] => EVEX_Vpshufbitqmb_kr_k1_zmm_zmmm512;
    }
    VPSHUFD {
        [U8 Xm X] => VEX_Vpshufd_xmm_xmmm128_imm8; [S8 Xm X] => VEX_Vpshufd_xmm_xmmm128_imm8;
        [U8 Ym Y] => VEX_Vpshufd_ymm_ymmm256_imm8; [S8 Ym Y] => VEX_Vpshufd_ymm_ymmm256_imm8;
        [U8 XmE Kopt XE] => EVEX_Vpshufd_xmm_k1z_xmmm128b32_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpshufd_ymm_k1z_ymmm256b32_imm8;
        [U8 Zm Kopt Z] => EVEX_Vpshufd_zmm_k1z_zmmm512b32_imm8;
    }
    VPSHUFHW {
        [U8 Xm X] => VEX_Vpshufhw_xmm_xmmm128_imm8; [S8 Xm X] => VEX_Vpshufhw_xmm_xmmm128_imm8;
        [U8 Ym Y] => VEX_Vpshufhw_ymm_ymmm256_imm8; [S8 Ym Y] => VEX_Vpshufhw_ymm_ymmm256_imm8;
        [U8 XmE Kopt XE] => EVEX_Vpshufhw_xmm_k1z_xmmm128_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpshufhw_ymm_k1z_ymmm256_imm8; [U8 Zm Kopt Z] => EVEX_Vpshufhw_zmm_k1z_zmmm512_imm8;
    }
    VPSHUFLW {
        [U8 Xm X] => VEX_Vpshuflw_xmm_xmmm128_imm8; [S8 Xm X] => VEX_Vpshuflw_xmm_xmmm128_imm8;
        [U8 Ym Y] => VEX_Vpshuflw_ymm_ymmm256_imm8; [S8 Ym Y] => VEX_Vpshuflw_ymm_ymmm256_imm8;
        [U8 XmE Kopt XE] => EVEX_Vpshuflw_xmm_k1z_xmmm128_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpshuflw_ymm_k1z_ymmm256_imm8; [U8 Zm Kopt Z] => EVEX_Vpshuflw_zmm_k1z_zmmm512_imm8;
    }
    VPSLLD {
        [U8 X X] => VEX_Vpslld_xmm_xmm_imm8; [S8 X X] => VEX_Vpslld_xmm_xmm_imm8; [U8 Y Y] => VEX_Vpslld_ymm_ymm_imm8;
        [S8 Y Y] => VEX_Vpslld_ymm_ymm_imm8; [Xm X X] => VEX_Vpslld_xmm_xmm_xmmm128;
        [Xm Y Y] => VEX_Vpslld_ymm_ymm_xmmm128; [U8 XmE Kopt XE] => EVEX_Vpslld_xmm_k1z_xmmm128b32_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpslld_ymm_k1z_ymmm256b32_imm8;
        [U8 Zm Kopt Z] => EVEX_Vpslld_zmm_k1z_zmmm512b32_imm8; [XmE XE Kopt XE] => EVEX_Vpslld_xmm_k1z_xmm_xmmm128;
        [XmE YE Kopt YE] => EVEX_Vpslld_ymm_k1z_ymm_xmmm128; [XmE Z Kopt Z] => EVEX_Vpslld_zmm_k1z_zmm_xmmm128;
    }
    VPSLLDQ {
        [U8 X X] => VEX_Vpslldq_xmm_xmm_imm8; [S8 X X] => VEX_Vpslldq_xmm_xmm_imm8;
        [U8 Y Y] => VEX_Vpslldq_ymm_ymm_imm8; [S8 Y Y] => VEX_Vpslldq_ymm_ymm_imm8;
        [U8 XmE XE] => EVEX_Vpslldq_xmm_xmmm128_imm8; [U8 YmE YE] => EVEX_Vpslldq_ymm_ymmm256_imm8;
        [U8 Zm Z] => EVEX_Vpslldq_zmm_zmmm512_imm8;
    }
    VPSLLQ {
        [U8 X X] => VEX_Vpsllq_xmm_xmm_imm8; [S8 X X] => VEX_Vpsllq_xmm_xmm_imm8; [U8 Y Y] => VEX_Vpsllq_ymm_ymm_imm8;
        [S8 Y Y] => VEX_Vpsllq_ymm_ymm_imm8; [Xm X X] => VEX_Vpsllq_xmm_xmm_xmmm128;
        [Xm Y Y] => VEX_Vpsllq_ymm_ymm_xmmm128; [U8 XmE Kopt XE] => EVEX_Vpsllq_xmm_k1z_xmmm128b64_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpsllq_ymm_k1z_ymmm256b64_imm8;
        [U8 Zm Kopt Z] => EVEX_Vpsllq_zmm_k1z_zmmm512b64_imm8; [XmE XE Kopt XE] => EVEX_Vpsllq_xmm_k1z_xmm_xmmm128;
        [XmE YE Kopt YE] => EVEX_Vpsllq_ymm_k1z_ymm_xmmm128; [XmE Z Kopt Z] => EVEX_Vpsllq_zmm_k1z_zmm_xmmm128;
    }
    VPSLLVD {
        [Xm X X] => VEX_Vpsllvd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsllvd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpsllvd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpsllvd_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vpsllvd_zmm_k1z_zmm_zmmm512b32;
    }
    VPSLLVQ {
        [Xm X X] => VEX_Vpsllvq_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsllvq_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpsllvq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpsllvq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpsllvq_zmm_k1z_zmm_zmmm512b64;
    }
    VPSLLVW {
        [XmE XE Kopt XE] => EVEX_Vpsllvw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpsllvw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpsllvw_zmm_k1z_zmm_zmmm512;
    }
    VPSLLW {
        [U8 X X] => VEX_Vpsllw_xmm_xmm_imm8; [S8 X X] => VEX_Vpsllw_xmm_xmm_imm8; [U8 Y Y] => VEX_Vpsllw_ymm_ymm_imm8;
        [S8 Y Y] => VEX_Vpsllw_ymm_ymm_imm8; [Xm X X] => VEX_Vpsllw_xmm_xmm_xmmm128;
        [Xm Y Y] => VEX_Vpsllw_ymm_ymm_xmmm128; [U8 XmE Kopt XE] => EVEX_Vpsllw_xmm_k1z_xmmm128_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpsllw_ymm_k1z_ymmm256_imm8; [U8 Zm Kopt Z] => EVEX_Vpsllw_zmm_k1z_zmmm512_imm8;
        [XmE XE Kopt XE] => EVEX_Vpsllw_xmm_k1z_xmm_xmmm128; [XmE YE Kopt YE] => EVEX_Vpsllw_ymm_k1z_ymm_xmmm128;
        [XmE Z Kopt Z] => EVEX_Vpsllw_zmm_k1z_zmm_xmmm128;
    }
    VPSRAD {
        [U8 X X] => VEX_Vpsrad_xmm_xmm_imm8; [S8 X X] => VEX_Vpsrad_xmm_xmm_imm8; [U8 Y Y] => VEX_Vpsrad_ymm_ymm_imm8;
        [S8 Y Y] => VEX_Vpsrad_ymm_ymm_imm8; [Xm X X] => VEX_Vpsrad_xmm_xmm_xmmm128;
        [Xm Y Y] => VEX_Vpsrad_ymm_ymm_xmmm128; [U8 XmE Kopt XE] => EVEX_Vpsrad_xmm_k1z_xmmm128b32_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpsrad_ymm_k1z_ymmm256b32_imm8;
        [U8 Zm Kopt Z] => EVEX_Vpsrad_zmm_k1z_zmmm512b32_imm8; [XmE XE Kopt XE] => EVEX_Vpsrad_xmm_k1z_xmm_xmmm128;
        [XmE YE Kopt YE] => EVEX_Vpsrad_ymm_k1z_ymm_xmmm128; [XmE Z Kopt Z] => EVEX_Vpsrad_zmm_k1z_zmm_xmmm128;
    }
    VPSRAQ {
        [U8 XmE Kopt XE] => EVEX_Vpsraq_xmm_k1z_xmmm128b64_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpsraq_ymm_k1z_ymmm256b64_imm8;
        [U8 Zm Kopt Z] => EVEX_Vpsraq_zmm_k1z_zmmm512b64_imm8; [XmE XE Kopt XE] => EVEX_Vpsraq_xmm_k1z_xmm_xmmm128;
        [XmE YE Kopt YE] => EVEX_Vpsraq_ymm_k1z_ymm_xmmm128; [XmE Z Kopt Z] => EVEX_Vpsraq_zmm_k1z_zmm_xmmm128;
    }
    VPSRAVD {
        [Xm X X] => VEX_Vpsravd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsravd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpsravd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpsravd_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vpsravd_zmm_k1z_zmm_zmmm512b32;
    }
    VPSRAVQ {
        [XmE XE Kopt XE] => EVEX_Vpsravq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpsravq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpsravq_zmm_k1z_zmm_zmmm512b64;
    }
    VPSRAVW {
        [XmE XE Kopt XE] => EVEX_Vpsravw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpsravw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpsravw_zmm_k1z_zmm_zmmm512;
    }
    VPSRAW {
        [U8 X X] => VEX_Vpsraw_xmm_xmm_imm8; [S8 X X] => VEX_Vpsraw_xmm_xmm_imm8; [U8 Y Y] => VEX_Vpsraw_ymm_ymm_imm8;
        [S8 Y Y] => VEX_Vpsraw_ymm_ymm_imm8; [Xm X X] => VEX_Vpsraw_xmm_xmm_xmmm128;
        [Xm Y Y] => VEX_Vpsraw_ymm_ymm_xmmm128; [U8 XmE Kopt XE] => EVEX_Vpsraw_xmm_k1z_xmmm128_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpsraw_ymm_k1z_ymmm256_imm8; [U8 Zm Kopt Z] => EVEX_Vpsraw_zmm_k1z_zmmm512_imm8;
        [XmE XE Kopt XE] => EVEX_Vpsraw_xmm_k1z_xmm_xmmm128; [XmE YE Kopt YE] => EVEX_Vpsraw_ymm_k1z_ymm_xmmm128;
        [XmE Z Kopt Z] => EVEX_Vpsraw_zmm_k1z_zmm_xmmm128;
    }
    VPSRLD {
        [U8 X X] => VEX_Vpsrld_xmm_xmm_imm8; [S8 X X] => VEX_Vpsrld_xmm_xmm_imm8; [U8 Y Y] => VEX_Vpsrld_ymm_ymm_imm8;
        [S8 Y Y] => VEX_Vpsrld_ymm_ymm_imm8; [Xm X X] => VEX_Vpsrld_xmm_xmm_xmmm128;
        [Xm Y Y] => VEX_Vpsrld_ymm_ymm_xmmm128; [U8 XmE Kopt XE] => EVEX_Vpsrld_xmm_k1z_xmmm128b32_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpsrld_ymm_k1z_ymmm256b32_imm8;
        [U8 Zm Kopt Z] => EVEX_Vpsrld_zmm_k1z_zmmm512b32_imm8; [XmE XE Kopt XE] => EVEX_Vpsrld_xmm_k1z_xmm_xmmm128;
        [XmE YE Kopt YE] => EVEX_Vpsrld_ymm_k1z_ymm_xmmm128; [XmE Z Kopt Z] => EVEX_Vpsrld_zmm_k1z_zmm_xmmm128;
    }
    VPSRLDQ {
        [U8 X X] => VEX_Vpsrldq_xmm_xmm_imm8; [S8 X X] => VEX_Vpsrldq_xmm_xmm_imm8;
        [U8 Y Y] => VEX_Vpsrldq_ymm_ymm_imm8; [S8 Y Y] => VEX_Vpsrldq_ymm_ymm_imm8;
        [U8 XmE XE] => EVEX_Vpsrldq_xmm_xmmm128_imm8; [U8 YmE YE] => EVEX_Vpsrldq_ymm_ymmm256_imm8;
        [U8 Zm Z] => EVEX_Vpsrldq_zmm_zmmm512_imm8;
    }
    VPSRLQ {
        [U8 X X] => VEX_Vpsrlq_xmm_xmm_imm8; [S8 X X] => VEX_Vpsrlq_xmm_xmm_imm8; [U8 Y Y] => VEX_Vpsrlq_ymm_ymm_imm8;
        [S8 Y Y] => VEX_Vpsrlq_ymm_ymm_imm8; [Xm X X] => VEX_Vpsrlq_xmm_xmm_xmmm128;
        [Xm Y Y] => VEX_Vpsrlq_ymm_ymm_xmmm128; [U8 XmE Kopt XE] => EVEX_Vpsrlq_xmm_k1z_xmmm128b64_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpsrlq_ymm_k1z_ymmm256b64_imm8;
        [U8 Zm Kopt Z] => EVEX_Vpsrlq_zmm_k1z_zmmm512b64_imm8; [XmE XE Kopt XE] => EVEX_Vpsrlq_xmm_k1z_xmm_xmmm128;
        [XmE YE Kopt YE] => EVEX_Vpsrlq_ymm_k1z_ymm_xmmm128; [XmE Z Kopt Z] => EVEX_Vpsrlq_zmm_k1z_zmm_xmmm128;
    }
    VPSRLVD {
        [Xm X X] => VEX_Vpsrlvd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsrlvd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpsrlvd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpsrlvd_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vpsrlvd_zmm_k1z_zmm_zmmm512b32;
    }
    VPSRLVQ {
        [Xm X X] => VEX_Vpsrlvq_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsrlvq_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpsrlvq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpsrlvq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpsrlvq_zmm_k1z_zmm_zmmm512b64;
    }
    VPSRLVW {
        [XmE XE Kopt XE] => EVEX_Vpsrlvw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpsrlvw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpsrlvw_zmm_k1z_zmm_zmmm512;
    }
    VPSRLW {
        [U8 X X] => VEX_Vpsrlw_xmm_xmm_imm8; [S8 X X] => VEX_Vpsrlw_xmm_xmm_imm8; [U8 Y Y] => VEX_Vpsrlw_ymm_ymm_imm8;
        [S8 Y Y] => VEX_Vpsrlw_ymm_ymm_imm8; [Xm X X] => VEX_Vpsrlw_xmm_xmm_xmmm128;
        [Xm Y Y] => VEX_Vpsrlw_ymm_ymm_xmmm128; [U8 XmE Kopt XE] => EVEX_Vpsrlw_xmm_k1z_xmmm128_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpsrlw_ymm_k1z_ymmm256_imm8; [U8 Zm Kopt Z] => EVEX_Vpsrlw_zmm_k1z_zmmm512_imm8;
        [XmE XE Kopt XE] => EVEX_Vpsrlw_xmm_k1z_xmm_xmmm128; [XmE YE Kopt YE] => EVEX_Vpsrlw_ymm_k1z_ymm_xmmm128;
        [XmE Z Kopt Z] => EVEX_Vpsrlw_zmm_k1z_zmm_xmmm128;
    }
    VPSUBB {
        [Xm X X] => VEX_Vpsubb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsubb_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpsubb_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpsubb_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpsubb_zmm_k1z_zmm_zmmm512;
    }
    VPSUBD {
        [Xm X X] => VEX_Vpsubd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsubd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpsubd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpsubd_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vpsubd_zmm_k1z_zmm_zmmm512b32;
    }
    VPSUBQ {
        [Xm X X] => VEX_Vpsubq_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsubq_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpsubq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpsubq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpsubq_zmm_k1z_zmm_zmmm512b64;
    }
    VPSUBSB {
        [Xm X X] => VEX_Vpsubsb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsubsb_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpsubsb_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpsubsb_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpsubsb_zmm_k1z_zmm_zmmm512;
    }
    VPSUBSW {
        [Xm X X] => VEX_Vpsubsw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsubsw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpsubsw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpsubsw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpsubsw_zmm_k1z_zmm_zmmm512;
    }
    VPSUBUSB {
        [Xm X X] => VEX_Vpsubusb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsubusb_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpsubusb_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpsubusb_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpsubusb_zmm_k1z_zmm_zmmm512;
    }
    VPSUBUSW {
        [Xm X X] => VEX_Vpsubusw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsubusw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpsubusw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpsubusw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpsubusw_zmm_k1z_zmm_zmmm512;
    }
    VPSUBW {
        [Xm X X] => VEX_Vpsubw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpsubw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpsubw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpsubw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpsubw_zmm_k1z_zmm_zmmm512;
    }
    VPTERNLOGD {
        [U8 XmE XE Kopt XE] => EVEX_Vpternlogd_xmm_k1z_xmm_xmmm128b32_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vpternlogd_ymm_k1z_ymm_ymmm256b32_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vpternlogd_zmm_k1z_zmm_zmmm512b32_imm8;
    }
    VPTERNLOGQ {
        [U8 XmE XE Kopt XE] => EVEX_Vpternlogq_xmm_k1z_xmm_xmmm128b64_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vpternlogq_ymm_k1z_ymm_ymmm256b64_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vpternlogq_zmm_k1z_zmm_zmmm512b64_imm8;
    }
    VPTESTMB {
        [XmE XE Kopt K] => EVEX_Vptestmb_kr_k1_xmm_xmmm128; [YmE YE Kopt K] => EVEX_Vptestmb_kr_k1_ymm_ymmm256;
        [Zm Z Kopt K] => EVEX_Vptestmb_kr_k1_zmm_zmmm512;
    }
    VPTESTMD {
        [XmE XE Kopt K] => EVEX_Vptestmd_kr_k1_xmm_xmmm128b32; [YmE YE Kopt K] => EVEX_Vptestmd_kr_k1_ymm_ymmm256b32;
        [Zm Z Kopt K] => EVEX_Vptestmd_kr_k1_zmm_zmmm512b32;
    }
    VPTESTMQ {
        [XmE XE Kopt K] => EVEX_Vptestmq_kr_k1_xmm_xmmm128b64; [YmE YE Kopt K] => EVEX_Vptestmq_kr_k1_ymm_ymmm256b64;
        [Zm Z Kopt K] => EVEX_Vptestmq_kr_k1_zmm_zmmm512b64;
    }
    VPTESTMW {
        [XmE XE Kopt K] => EVEX_Vptestmw_kr_k1_xmm_xmmm128; [YmE YE Kopt K] => EVEX_Vptestmw_kr_k1_ymm_ymmm256;
        [Zm Z Kopt K] => EVEX_Vptestmw_kr_k1_zmm_zmmm512;
    }
    VPTESTNMB {
        [XmE XE Kopt K] => EVEX_Vptestnmb_kr_k1_xmm_xmmm128; [YmE YE Kopt K] => EVEX_Vptestnmb_kr_k1_ymm_ymmm256;
        [Zm Z Kopt K] => EVEX_Vptestnmb_kr_k1_zmm_zmmm512;
    }
    VPTESTNMD {
        [XmE XE Kopt K] => EVEX_Vptestnmd_kr_k1_xmm_xmmm128b32;
        [YmE YE Kopt K] => EVEX_Vptestnmd_kr_k1_ymm_ymmm256b32; [Zm Z Kopt K] => EVEX_Vptestnmd_kr_k1_zmm_zmmm512b32;
    }
    VPTESTNMQ {
        [XmE XE Kopt K] => EVEX_Vptestnmq_kr_k1_xmm_xmmm128b64;
        [YmE YE Kopt K] => EVEX_Vptestnmq_kr_k1_ymm_ymmm256b64; [Zm Z Kopt K] => EVEX_Vptestnmq_kr_k1_zmm_zmmm512b64;
    }
    VPTESTNMW {
        [XmE XE Kopt K] => EVEX_Vptestnmw_kr_k1_xmm_xmmm128; [YmE YE Kopt K] => EVEX_Vptestnmw_kr_k1_ymm_ymmm256;
        [Zm Z Kopt K] => EVEX_Vptestnmw_kr_k1_zmm_zmmm512;
    }
    VPUNPCKHBW {
        [Xm X X] => VEX_Vpunpckhbw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpunpckhbw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpunpckhbw_xmm_k1z_xmm_xmmm128;
        [YmE YE Kopt YE] => EVEX_Vpunpckhbw_ymm_k1z_ymm_ymmm256; [Zm Z Kopt Z] => EVEX_Vpunpckhbw_zmm_k1z_zmm_zmmm512;
    }
    VPUNPCKHDQ {
        [Xm X X] => VEX_Vpunpckhdq_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpunpckhdq_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpunpckhdq_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpunpckhdq_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpunpckhdq_zmm_k1z_zmm_zmmm512b32;
    }
    VPUNPCKHQDQ {
        [Xm X X] => VEX_Vpunpckhqdq_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpunpckhqdq_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpunpckhqdq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpunpckhqdq_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpunpckhqdq_zmm_k1z_zmm_zmmm512b64;
    }
    VPUNPCKHWD {
        [Xm X X] => VEX_Vpunpckhwd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpunpckhwd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpunpckhwd_xmm_k1z_xmm_xmmm128;
        [YmE YE Kopt YE] => EVEX_Vpunpckhwd_ymm_k1z_ymm_ymmm256; [Zm Z Kopt Z] => EVEX_Vpunpckhwd_zmm_k1z_zmm_zmmm512;
    }
    VPUNPCKLBW {
        [Xm X X] => VEX_Vpunpcklbw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpunpcklbw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpunpcklbw_xmm_k1z_xmm_xmmm128;
        [YmE YE Kopt YE] => EVEX_Vpunpcklbw_ymm_k1z_ymm_ymmm256; [Zm Z Kopt Z] => EVEX_Vpunpcklbw_zmm_k1z_zmm_zmmm512;
    }
    VPUNPCKLDQ {
        [Xm X X] => VEX_Vpunpckldq_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpunpckldq_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpunpckldq_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpunpckldq_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpunpckldq_zmm_k1z_zmm_zmmm512b32;
    }
    VPUNPCKLQDQ {
        [Xm X X] => VEX_Vpunpcklqdq_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpunpcklqdq_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpunpcklqdq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpunpcklqdq_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpunpcklqdq_zmm_k1z_zmm_zmmm512b64;
    }
    VPUNPCKLWD {
        [Xm X X] => VEX_Vpunpcklwd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpunpcklwd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpunpcklwd_xmm_k1z_xmm_xmmm128;
        [YmE YE Kopt YE] => EVEX_Vpunpcklwd_ymm_k1z_ymm_ymmm256; [Zm Z Kopt Z] => EVEX_Vpunpcklwd_zmm_k1z_zmm_zmmm512;
    }
    VPXORD {
        [XmE XE Kopt XE] => EVEX_Vpxord_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpxord_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vpxord_zmm_k1z_zmm_zmmm512b32;
    }
    VPXORQ {
        [XmE XE Kopt XE] => EVEX_Vpxorq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpxorq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpxorq_zmm_k1z_zmm_zmmm512b64;
    }
    VRANGEPD {
        [U8 Zm Z Kopt Z] => EVEX_Vrangepd_zmm_k1z_zmm_zmmm512b64_imm8_sae;
        [U8 XmE XE Kopt XE] => EVEX_Vrangepd_xmm_k1z_xmm_xmmm128b64_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vrangepd_ymm_k1z_ymm_ymmm256b64_imm8;
    }
    VRANGEPS {
        [U8 Zm Z Kopt Z] => EVEX_Vrangeps_zmm_k1z_zmm_zmmm512b32_imm8_sae;
        [U8 XmE XE Kopt XE] => EVEX_Vrangeps_xmm_k1z_xmm_xmmm128b32_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vrangeps_ymm_k1z_ymm_ymmm256b32_imm8;
    }
    VRANGESD { [U8 XmE XE Kopt XE] => EVEX_Vrangesd_xmm_k1z_xmm_xmmm64_imm8_sae; }
    VRANGESS { [U8 XmE XE Kopt XE] => EVEX_Vrangess_xmm_k1z_xmm_xmmm32_imm8_sae; }
    VRCP14PD {
        [XmE Kopt XE] => EVEX_Vrcp14pd_xmm_k1z_xmmm128b64; [YmE Kopt YE] => EVEX_Vrcp14pd_ymm_k1z_ymmm256b64;
        [Zm Kopt Z] => EVEX_Vrcp14pd_zmm_k1z_zmmm512b64;
    }
    VRCP14PS {
        [XmE Kopt XE] => EVEX_Vrcp14ps_xmm_k1z_xmmm128b32; [YmE Kopt YE] => EVEX_Vrcp14ps_ymm_k1z_ymmm256b32;
        [Zm Kopt Z] => EVEX_Vrcp14ps_zmm_k1z_zmmm512b32;
    }
    VRCP14SD { [XmE XE Kopt XE] => EVEX_Vrcp14sd_xmm_k1z_xmm_xmmm64; }
    VRCP14SS { [XmE XE Kopt XE] => EVEX_Vrcp14ss_xmm_k1z_xmm_xmmm32; }
    VRCP28PD { [Zm Kopt Z] => EVEX_Vrcp28pd_zmm_k1z_zmmm512b64_sae; }
    VRCP28PS { [Zm Kopt Z] => EVEX_Vrcp28ps_zmm_k1z_zmmm512b32_sae; }
    VRCP28SD { [XmE XE Kopt XE] => EVEX_Vrcp28sd_xmm_k1z_xmm_xmmm64_sae; }
    VRCP28SS { [XmE XE Kopt XE] => EVEX_Vrcp28ss_xmm_k1z_xmm_xmmm32_sae; }
    VREDUCEPD {
        [U8 Zm Kopt Z] => EVEX_Vreducepd_zmm_k1z_zmmm512b64_imm8_sae;
        [U8 XmE Kopt XE] => EVEX_Vreducepd_xmm_k1z_xmmm128b64_imm8;
        [U8 YmE Kopt YE] => EVEX_Vreducepd_ymm_k1z_ymmm256b64_imm8;
    }
    VREDUCEPS {
        [U8 Zm Kopt Z] => EVEX_Vreduceps_zmm_k1z_zmmm512b32_imm8_sae;
        [U8 XmE Kopt XE] => EVEX_Vreduceps_xmm_k1z_xmmm128b32_imm8;
        [U8 YmE Kopt YE] => EVEX_Vreduceps_ymm_k1z_ymmm256b32_imm8;
    }
    VREDUCESD { [U8 XmE XE Kopt XE] => EVEX_Vreducesd_xmm_k1z_xmm_xmmm64_imm8_sae; }
    VREDUCESS { [U8 XmE XE Kopt XE] => EVEX_Vreducess_xmm_k1z_xmm_xmmm32_imm8_sae; }
    VRNDSCALEPD {
        [U8 Zm Kopt Z] => EVEX_Vrndscalepd_zmm_k1z_zmmm512b64_imm8_sae;
        [U8 XmE Kopt XE] => EVEX_Vrndscalepd_xmm_k1z_xmmm128b64_imm8;
        [U8 YmE Kopt YE] => EVEX_Vrndscalepd_ymm_k1z_ymmm256b64_imm8;
    }
    VRNDSCALEPS {
        [U8 Zm Kopt Z] => EVEX_Vrndscaleps_zmm_k1z_zmmm512b32_imm8_sae;
        [U8 XmE Kopt XE] => EVEX_Vrndscaleps_xmm_k1z_xmmm128b32_imm8;
        [U8 YmE Kopt YE] => EVEX_Vrndscaleps_ymm_k1z_ymmm256b32_imm8;
    }
    VRNDSCALESD { [U8 XmE XE Kopt XE] => EVEX_Vrndscalesd_xmm_k1z_xmm_xmmm64_imm8_sae; }
    VRNDSCALESS { [U8 XmE XE Kopt XE] => EVEX_Vrndscaless_xmm_k1z_xmm_xmmm32_imm8_sae; }
    VRSQRT14PD {
        [XmE Kopt XE] => EVEX_Vrsqrt14pd_xmm_k1z_xmmm128b64; [YmE Kopt YE] => EVEX_Vrsqrt14pd_ymm_k1z_ymmm256b64;
        [Zm Kopt Z] => EVEX_Vrsqrt14pd_zmm_k1z_zmmm512b64;
    }
    VRSQRT14PS {
        [XmE Kopt XE] => EVEX_Vrsqrt14ps_xmm_k1z_xmmm128b32; [YmE Kopt YE] => EVEX_Vrsqrt14ps_ymm_k1z_ymmm256b32;
        [Zm Kopt Z] => EVEX_Vrsqrt14ps_zmm_k1z_zmmm512b32;
    }
    VRSQRT14SD { [XmE XE Kopt XE] => EVEX_Vrsqrt14sd_xmm_k1z_xmm_xmmm64; }
    VRSQRT14SS { [XmE XE Kopt XE] => EVEX_Vrsqrt14ss_xmm_k1z_xmm_xmmm32; }
    VRSQRT28PD { [Zm Kopt Z] => EVEX_Vrsqrt28pd_zmm_k1z_zmmm512b64_sae; }
    VRSQRT28PS { [Zm Kopt Z] => EVEX_Vrsqrt28ps_zmm_k1z_zmmm512b32_sae; }
    VRSQRT28SD { [XmE XE Kopt XE] => EVEX_Vrsqrt28sd_xmm_k1z_xmm_xmmm64_sae; }
    VRSQRT28SS { [XmE XE Kopt XE] => EVEX_Vrsqrt28ss_xmm_k1z_xmm_xmmm32_sae; }
    VSCALEFPD {
        [Zm Z Kopt Z] => EVEX_Vscalefpd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vscalefpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vscalefpd_ymm_k1z_ymm_ymmm256b64;
    }
    VSCALEFPS {
        [Zm Z Kopt Z] => EVEX_Vscalefps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vscalefps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vscalefps_ymm_k1z_ymm_ymmm256b32;
    }
    VSCALEFSD { [XmE XE Kopt XE] => EVEX_Vscalefsd_xmm_k1z_xmm_xmmm64_er; }
    VSCALEFSS { [XmE XE Kopt XE] => EVEX_Vscalefss_xmm_k1z_xmm_xmmm32_er; }
    VSCATTERDPD {
        [XE Kreq VXE] => EVEX_Vscatterdpd_vm32x_k1_xmm; [YE Kreq VXE] => EVEX_Vscatterdpd_vm32x_k1_ymm;
        [Z Kreq VYE] => EVEX_Vscatterdpd_vm32y_k1_zmm;
    }
    VSCATTERDPS {
        [XE Kreq VXE] => EVEX_Vscatterdps_vm32x_k1_xmm; [YE Kreq VYE] => EVEX_Vscatterdps_vm32y_k1_ymm;
        [Z Kreq VZ] => EVEX_Vscatterdps_vm32z_k1_zmm;
    }
    VSCATTERPF0DPD { [Kreq VYE] => EVEX_Vscatterpf0dpd_vm32y_k1; }
    VSCATTERPF0DPS { [Kreq VZ] => EVEX_Vscatterpf0dps_vm32z_k1; }
    VSCATTERPF0QPD { [Kreq VZ] => EVEX_Vscatterpf0qpd_vm64z_k1; }
    VSCATTERPF0QPS { [Kreq VZ] => EVEX_Vscatterpf0qps_vm64z_k1; }
    VSCATTERPF1DPD { [Kreq VYE] => EVEX_Vscatterpf1dpd_vm32y_k1; }
    VSCATTERPF1DPS { [Kreq VZ] => EVEX_Vscatterpf1dps_vm32z_k1; }
    VSCATTERPF1QPD { [Kreq VZ] => EVEX_Vscatterpf1qpd_vm64z_k1; }
    VSCATTERPF1QPS { [Kreq VZ] => EVEX_Vscatterpf1qps_vm64z_k1; }
    VSCATTERQPD {
        [XE Kreq VXE] => EVEX_Vscatterqpd_vm64x_k1_xmm; [YE Kreq VYE] => EVEX_Vscatterqpd_vm64y_k1_ymm;
        [Z Kreq VZ] => EVEX_Vscatterqpd_vm64z_k1_zmm;
    }
    VSCATTERQPS {
        [XE Kreq VXE] => EVEX_Vscatterqps_vm64x_k1_xmm; [XE Kreq VYE] => EVEX_Vscatterqps_vm64y_k1_xmm;
        [YE Kreq VZ] => EVEX_Vscatterqps_vm64z_k1_ymm;
    }
    VSHUFF32X4 {
        [U8 YmE YE Kopt YE] => EVEX_Vshuff32x4_ymm_k1z_ymm_ymmm256b32_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vshuff32x4_zmm_k1z_zmm_zmmm512b32_imm8;
    }
    VSHUFF64X2 {
        [U8 YmE YE Kopt YE] => EVEX_Vshuff64x2_ymm_k1z_ymm_ymmm256b64_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vshuff64x2_zmm_k1z_zmm_zmmm512b64_imm8;
    }
    VSHUFI32X4 {
        [U8 YmE YE Kopt YE] => EVEX_Vshufi32x4_ymm_k1z_ymm_ymmm256b32_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vshufi32x4_zmm_k1z_zmm_zmmm512b32_imm8;
    }
    VSHUFI64X2 {
        [U8 YmE YE Kopt YE] => EVEX_Vshufi64x2_ymm_k1z_ymm_ymmm256b64_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vshufi64x2_zmm_k1z_zmm_zmmm512b64_imm8;
    }
    VSHUFPD {
        [U8 Xm X X] => VEX_Vshufpd_xmm_xmm_xmmm128_imm8; [U8 Ym Y Y] => VEX_Vshufpd_ymm_ymm_ymmm256_imm8;
        [U8 XmE XE Kopt XE] => EVEX_Vshufpd_xmm_k1z_xmm_xmmm128b64_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vshufpd_ymm_k1z_ymm_ymmm256b64_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vshufpd_zmm_k1z_zmm_zmmm512b64_imm8;
    }
    VSHUFPS {
        [U8 Xm X X] => VEX_Vshufps_xmm_xmm_xmmm128_imm8; [U8 Ym Y Y] => VEX_Vshufps_ymm_ymm_ymmm256_imm8;
        [U8 XmE XE Kopt XE] => EVEX_Vshufps_xmm_k1z_xmm_xmmm128b32_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vshufps_ymm_k1z_ymm_ymmm256b32_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vshufps_zmm_k1z_zmm_zmmm512b32_imm8;
    }
    VSQRTPD {
        [Xm X] => VEX_Vsqrtpd_xmm_xmmm128; [Ym Y] => VEX_Vsqrtpd_ymm_ymmm256;
        [Zm Kopt Z] => EVEX_Vsqrtpd_zmm_k1z_zmmm512b64_er; [XmE Kopt XE] => EVEX_Vsqrtpd_xmm_k1z_xmmm128b64;
        [YmE Kopt YE] => EVEX_Vsqrtpd_ymm_k1z_ymmm256b64;
    }
    VSQRTPS {
        [Xm X] => VEX_Vsqrtps_xmm_xmmm128; [Ym Y] => VEX_Vsqrtps_ymm_ymmm256;
        [Zm Kopt Z] => EVEX_Vsqrtps_zmm_k1z_zmmm512b32_er; [XmE Kopt XE] => EVEX_Vsqrtps_xmm_k1z_xmmm128b32;
        [YmE Kopt YE] => EVEX_Vsqrtps_ymm_k1z_ymmm256b32;
    }
    VSQRTSD { [Xm X X] => VEX_Vsqrtsd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vsqrtsd_xmm_k1z_xmm_xmmm64_er; }
    VSQRTSS { [Xm X X] => VEX_Vsqrtss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vsqrtss_xmm_k1z_xmm_xmmm32_er; }
    VSUBPD {
        [Xm X X] => VEX_Vsubpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vsubpd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vsubpd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vsubpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vsubpd_ymm_k1z_ymm_ymmm256b64;
    }
    VSUBPS {
        [Xm X X] => VEX_Vsubps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vsubps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vsubps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vsubps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vsubps_ymm_k1z_ymm_ymmm256b32;
    }
    VSUBSD { [Xm X X] => VEX_Vsubsd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vsubsd_xmm_k1z_xmm_xmmm64_er; }
    VSUBSS { [Xm X X] => VEX_Vsubss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vsubss_xmm_k1z_xmm_xmmm32_er; }
    VUCOMISD { [Xm X] => VEX_Vucomisd_xmm_xmmm64; [XmE XE] => EVEX_Vucomisd_xmm_xmmm64_sae; }
    VUCOMISS { [Xm X] => VEX_Vucomiss_xmm_xmmm32; [XmE XE] => EVEX_Vucomiss_xmm_xmmm32_sae; }
    VUNPCKHPD {
        [Xm X X] => VEX_Vunpckhpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vunpckhpd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vunpckhpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vunpckhpd_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vunpckhpd_zmm_k1z_zmm_zmmm512b64;
    }
    VUNPCKHPS {
        [Xm X X] => VEX_Vunpckhps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vunpckhps_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vunpckhps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vunpckhps_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vunpckhps_zmm_k1z_zmm_zmmm512b32;
    }
    VUNPCKLPD {
        [Xm X X] => VEX_Vunpcklpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vunpcklpd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vunpcklpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vunpcklpd_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vunpcklpd_zmm_k1z_zmm_zmmm512b64;
    }
    VUNPCKLPS {
        [Xm X X] => VEX_Vunpcklps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vunpcklps_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vunpcklps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vunpcklps_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vunpcklps_zmm_k1z_zmm_zmmm512b32;
    }
    VXORPD {
        [Xm X X] => VEX_Vxorpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vxorpd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vxorpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vxorpd_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vxorpd_zmm_k1z_zmm_zmmm512b64;
    }
    VXORPS {
        [Xm X X] => VEX_Vxorps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vxorps_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vxorps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vxorps_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vxorps_zmm_k1z_zmm_zmmm512b32;
    }
}
