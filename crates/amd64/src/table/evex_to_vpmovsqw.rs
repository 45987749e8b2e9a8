//! AVX-512: instructions that have EVEX encodings, with their VEX forms in front. From `VMINSD` to `VPMOVSQW`.
//! How to read a row: see [`crate::table`]. Authority: the Intel and AMD manuals for the instructions;
//! `cmd/internal/obj/x86/avx_optabs.go` for which operands are taken and which form is tried first.

use super::forms;

forms! {
    VMINSD { [Xm X X] => VEX_Vminsd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vminsd_xmm_k1z_xmm_xmmm64_sae; }
    VMINSS { [Xm X X] => VEX_Vminss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vminss_xmm_k1z_xmm_xmmm32_sae; }
    VMOVAPD {
        [X Xm] => VEX_Vmovapd_xmmm128_xmm; [Y Ym] => VEX_Vmovapd_ymmm256_ymm; [Xm X] => VEX_Vmovapd_xmm_xmmm128;
        [Ym Y] => VEX_Vmovapd_ymm_ymmm256; [XE Kopt XmE] => EVEX_Vmovapd_xmmm128_k1z_xmm;
        [YE Kopt YmE] => EVEX_Vmovapd_ymmm256_k1z_ymm; [Z Kopt Zm] => EVEX_Vmovapd_zmmm512_k1z_zmm;
        [XmE Kopt XE] => EVEX_Vmovapd_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vmovapd_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vmovapd_zmm_k1z_zmmm512;
    }
    VMOVAPS {
        [X Xm] => VEX_Vmovaps_xmmm128_xmm; [Y Ym] => VEX_Vmovaps_ymmm256_ymm; [Xm X] => VEX_Vmovaps_xmm_xmmm128;
        [Ym Y] => VEX_Vmovaps_ymm_ymmm256; [XE Kopt XmE] => EVEX_Vmovaps_xmmm128_k1z_xmm;
        [YE Kopt YmE] => EVEX_Vmovaps_ymmm256_k1z_ymm; [Z Kopt Zm] => EVEX_Vmovaps_zmmm512_k1z_zmm;
        [XmE Kopt XE] => EVEX_Vmovaps_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vmovaps_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vmovaps_zmm_k1z_zmmm512;
    }
    VMOVD {
        [X Rm] => VEX_Vmovd_rm32_xmm; [Rm X] => VEX_Vmovd_xmm_rm32; [XE Rm] => EVEX_Vmovd_rm32_xmm;
        [Rm XE] => EVEX_Vmovd_xmm_rm32;
    }
    VMOVDDUP {
        [Xm X] => VEX_Vmovddup_xmm_xmmm64; [Ym Y] => VEX_Vmovddup_ymm_ymmm256;
        [XmE Kopt XE] => EVEX_Vmovddup_xmm_k1z_xmmm64; [YmE Kopt YE] => EVEX_Vmovddup_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vmovddup_zmm_k1z_zmmm512;
    }
    VMOVDQA32 {
        [XE Kopt XmE] => EVEX_Vmovdqa32_xmmm128_k1z_xmm; [YE Kopt YmE] => EVEX_Vmovdqa32_ymmm256_k1z_ymm;
        [Z Kopt Zm] => EVEX_Vmovdqa32_zmmm512_k1z_zmm; [XmE Kopt XE] => EVEX_Vmovdqa32_xmm_k1z_xmmm128;
        [YmE Kopt YE] => EVEX_Vmovdqa32_ymm_k1z_ymmm256; [Zm Kopt Z] => EVEX_Vmovdqa32_zmm_k1z_zmmm512;
    }
    VMOVDQA64 {
        [XE Kopt XmE] => EVEX_Vmovdqa64_xmmm128_k1z_xmm; [YE Kopt YmE] => EVEX_Vmovdqa64_ymmm256_k1z_ymm;
        [Z Kopt Zm] => EVEX_Vmovdqa64_zmmm512_k1z_zmm; [XmE Kopt XE] => EVEX_Vmovdqa64_xmm_k1z_xmmm128;
        [YmE Kopt YE] => EVEX_Vmovdqa64_ymm_k1z_ymmm256; [Zm Kopt Z] => EVEX_Vmovdqa64_zmm_k1z_zmmm512;
    }
    VMOVDQU16 {
        [XE Kopt XmE] => EVEX_Vmovdqu16_xmmm128_k1z_xmm; [YE Kopt YmE] => EVEX_Vmovdqu16_ymmm256_k1z_ymm;
        [Z Kopt Zm] => EVEX_Vmovdqu16_zmmm512_k1z_zmm; [XmE Kopt XE] => EVEX_Vmovdqu16_xmm_k1z_xmmm128;
        [YmE Kopt YE] => EVEX_Vmovdqu16_ymm_k1z_ymmm256; [Zm Kopt Z] => EVEX_Vmovdqu16_zmm_k1z_zmmm512;
    }
    VMOVDQU32 {
        [XE Kopt XmE] => EVEX_Vmovdqu32_xmmm128_k1z_xmm; [YE Kopt YmE] => EVEX_Vmovdqu32_ymmm256_k1z_ymm;
        [Z Kopt Zm] => EVEX_Vmovdqu32_zmmm512_k1z_zmm; [XmE Kopt XE] => EVEX_Vmovdqu32_xmm_k1z_xmmm128;
        [YmE Kopt YE] => EVEX_Vmovdqu32_ymm_k1z_ymmm256; [Zm Kopt Z] => EVEX_Vmovdqu32_zmm_k1z_zmmm512;
    }
    VMOVDQU64 {
        [XE Kopt XmE] => EVEX_Vmovdqu64_xmmm128_k1z_xmm; [YE Kopt YmE] => EVEX_Vmovdqu64_ymmm256_k1z_ymm;
        [Z Kopt Zm] => EVEX_Vmovdqu64_zmmm512_k1z_zmm; [XmE Kopt XE] => EVEX_Vmovdqu64_xmm_k1z_xmmm128;
        [YmE Kopt YE] => EVEX_Vmovdqu64_ymm_k1z_ymmm256; [Zm Kopt Z] => EVEX_Vmovdqu64_zmm_k1z_zmmm512;
    }
    VMOVDQU8 {
        [XE Kopt XmE] => EVEX_Vmovdqu8_xmmm128_k1z_xmm; [YE Kopt YmE] => EVEX_Vmovdqu8_ymmm256_k1z_ymm;
        [Z Kopt Zm] => EVEX_Vmovdqu8_zmmm512_k1z_zmm; [XmE Kopt XE] => EVEX_Vmovdqu8_xmm_k1z_xmmm128;
        [YmE Kopt YE] => EVEX_Vmovdqu8_ymm_k1z_ymmm256; [Zm Kopt Z] => EVEX_Vmovdqu8_zmm_k1z_zmmm512;
    }
    VMOVHLPS { [X X X] => VEX_Vmovhlps_xmm_xmm_xmm; [XE XE XE] => EVEX_Vmovhlps_xmm_xmm_xmm; }
    VMOVHPD {
        [X M] => VEX_Vmovhpd_m64_xmm; [M X X] => VEX_Vmovhpd_xmm_xmm_m64; [XE M] => EVEX_Vmovhpd_m64_xmm;
        [M XE XE] => EVEX_Vmovhpd_xmm_xmm_m64;
    }
    VMOVHPS {
        [X M] => VEX_Vmovhps_m64_xmm; [M X X] => VEX_Vmovhps_xmm_xmm_m64; [XE M] => EVEX_Vmovhps_m64_xmm;
        [M XE XE] => EVEX_Vmovhps_xmm_xmm_m64;
    }
    VMOVLHPS { [X X X] => VEX_Vmovlhps_xmm_xmm_xmm; [XE XE XE] => EVEX_Vmovlhps_xmm_xmm_xmm; }
    VMOVLPD {
        [X M] => VEX_Vmovlpd_m64_xmm; [M X X] => VEX_Vmovlpd_xmm_xmm_m64; [XE M] => EVEX_Vmovlpd_m64_xmm;
        [M XE XE] => EVEX_Vmovlpd_xmm_xmm_m64;
    }
    VMOVLPS {
        [X M] => VEX_Vmovlps_m64_xmm; [M X X] => VEX_Vmovlps_xmm_xmm_m64; [XE M] => EVEX_Vmovlps_m64_xmm;
        [M XE XE] => EVEX_Vmovlps_xmm_xmm_m64;
    }
    VMOVNTDQ {
        [X M] => VEX_Vmovntdq_m128_xmm; [Y M] => VEX_Vmovntdq_m256_ymm; [XE M] => EVEX_Vmovntdq_m128_xmm;
        [YE M] => EVEX_Vmovntdq_m256_ymm; [Z M] => EVEX_Vmovntdq_m512_zmm;
    }
    VMOVNTDQA {
        [M X] => VEX_Vmovntdqa_xmm_m128; [M Y] => VEX_Vmovntdqa_ymm_m256; [M XE] => EVEX_Vmovntdqa_xmm_m128;
        [M YE] => EVEX_Vmovntdqa_ymm_m256; [M Z] => EVEX_Vmovntdqa_zmm_m512;
    }
    VMOVNTPD {
        [X M] => VEX_Vmovntpd_m128_xmm; [Y M] => VEX_Vmovntpd_m256_ymm; [XE M] => EVEX_Vmovntpd_m128_xmm;
        [YE M] => EVEX_Vmovntpd_m256_ymm; [Z M] => EVEX_Vmovntpd_m512_zmm;
    }
    VMOVNTPS {
        [X M] => VEX_Vmovntps_m128_xmm; [Y M] => VEX_Vmovntps_m256_ymm; [XE M] => EVEX_Vmovntps_m128_xmm;
        [YE M] => EVEX_Vmovntps_m256_ymm; [Z M] => EVEX_Vmovntps_m512_zmm;
    }
    VMOVQ {
        [X Rm] => VEX_Vmovq_rm64_xmm; [X Xm] => VEX_Vmovq_xmmm64_xmm; [Rm X] => VEX_Vmovq_xmm_rm64;
        [XE Rm] => EVEX_Vmovq_rm64_xmm; [XE XmE] => EVEX_Vmovq_xmmm64_xmm; [Rm XE] => EVEX_Vmovq_xmm_rm64;
    }
    VMOVSD {
        [X X X] => VEX_Vmovsd_xmm_xmm_xmm_0F11; [X M] => VEX_Vmovsd_m64_xmm; [M X] => VEX_Vmovsd_xmm_m64;
        [XE XE Kopt XE] => EVEX_Vmovsd_xmm_k1z_xmm_xmm_0F11; [XE Kopt M] => EVEX_Vmovsd_m64_k1_xmm;
        [M Kopt XE] => EVEX_Vmovsd_xmm_k1z_m64;
    }
    VMOVSHDUP {
        [Xm X] => VEX_Vmovshdup_xmm_xmmm128; [Ym Y] => VEX_Vmovshdup_ymm_ymmm256;
        [XmE Kopt XE] => EVEX_Vmovshdup_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vmovshdup_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vmovshdup_zmm_k1z_zmmm512;
    }
    VMOVSLDUP {
        [Xm X] => VEX_Vmovsldup_xmm_xmmm128; [Ym Y] => VEX_Vmovsldup_ymm_ymmm256;
        [XmE Kopt XE] => EVEX_Vmovsldup_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vmovsldup_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vmovsldup_zmm_k1z_zmmm512;
    }
    VMOVSS {
        [X X X] => VEX_Vmovss_xmm_xmm_xmm_0F11; [X M] => VEX_Vmovss_m32_xmm; [M X] => VEX_Vmovss_xmm_m32;
        [XE XE Kopt XE] => EVEX_Vmovss_xmm_k1z_xmm_xmm_0F11; [XE Kopt M] => EVEX_Vmovss_m32_k1_xmm;
        [M Kopt XE] => EVEX_Vmovss_xmm_k1z_m32;
    }
    VMOVUPD {
        [X Xm] => VEX_Vmovupd_xmmm128_xmm; [Y Ym] => VEX_Vmovupd_ymmm256_ymm; [Xm X] => VEX_Vmovupd_xmm_xmmm128;
        [Ym Y] => VEX_Vmovupd_ymm_ymmm256; [XE Kopt XmE] => EVEX_Vmovupd_xmmm128_k1z_xmm;
        [YE Kopt YmE] => EVEX_Vmovupd_ymmm256_k1z_ymm; [Z Kopt Zm] => EVEX_Vmovupd_zmmm512_k1z_zmm;
        [XmE Kopt XE] => EVEX_Vmovupd_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vmovupd_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vmovupd_zmm_k1z_zmmm512;
    }
    VMOVUPS {
        [X Xm] => VEX_Vmovups_xmmm128_xmm; [Y Ym] => VEX_Vmovups_ymmm256_ymm; [Xm X] => VEX_Vmovups_xmm_xmmm128;
        [Ym Y] => VEX_Vmovups_ymm_ymmm256; [XE Kopt XmE] => EVEX_Vmovups_xmmm128_k1z_xmm;
        [YE Kopt YmE] => EVEX_Vmovups_ymmm256_k1z_ymm; [Z Kopt Zm] => EVEX_Vmovups_zmmm512_k1z_zmm;
        [XmE Kopt XE] => EVEX_Vmovups_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vmovups_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vmovups_zmm_k1z_zmmm512;
    }
    VMULPD {
        [Xm X X] => VEX_Vmulpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vmulpd_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vmulpd_zmm_k1z_zmm_zmmm512b64_er;
        [XmE XE Kopt XE] => EVEX_Vmulpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vmulpd_ymm_k1z_ymm_ymmm256b64;
    }
    VMULPS {
        [Xm X X] => VEX_Vmulps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vmulps_ymm_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vmulps_zmm_k1z_zmm_zmmm512b32_er;
        [XmE XE Kopt XE] => EVEX_Vmulps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vmulps_ymm_k1z_ymm_ymmm256b32;
    }
    VMULSD { [Xm X X] => VEX_Vmulsd_xmm_xmm_xmmm64; [XmE XE Kopt XE] => EVEX_Vmulsd_xmm_k1z_xmm_xmmm64_er; }
    VMULSS { [Xm X X] => VEX_Vmulss_xmm_xmm_xmmm32; [XmE XE Kopt XE] => EVEX_Vmulss_xmm_k1z_xmm_xmmm32_er; }
    VORPD {
        [Xm X X] => VEX_Vorpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vorpd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vorpd_xmm_k1z_xmm_xmmm128b64; [YmE YE Kopt YE] => EVEX_Vorpd_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vorpd_zmm_k1z_zmm_zmmm512b64;
    }
    VORPS {
        [Xm X X] => VEX_Vorps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vorps_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vorps_xmm_k1z_xmm_xmmm128b32; [YmE YE Kopt YE] => EVEX_Vorps_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vorps_zmm_k1z_zmm_zmmm512b32;
    }
    VP4DPWSSD { [M Z4 Kopt Z] => EVEX_Vp4dpwssd_zmm_k1z_zmmp3_m128; }
    VP4DPWSSDS { [M Z4 Kopt Z] => EVEX_Vp4dpwssds_zmm_k1z_zmmp3_m128; }
    VPABSB {
        [Xm X] => VEX_Vpabsb_xmm_xmmm128; [Ym Y] => VEX_Vpabsb_ymm_ymmm256;
        [XmE Kopt XE] => EVEX_Vpabsb_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vpabsb_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vpabsb_zmm_k1z_zmmm512;
    }
    VPABSD {
        [Xm X] => VEX_Vpabsd_xmm_xmmm128; [Ym Y] => VEX_Vpabsd_ymm_ymmm256;
        [XmE Kopt XE] => EVEX_Vpabsd_xmm_k1z_xmmm128b32; [YmE Kopt YE] => EVEX_Vpabsd_ymm_k1z_ymmm256b32;
        [Zm Kopt Z] => EVEX_Vpabsd_zmm_k1z_zmmm512b32;
    }
    VPABSQ {
        [XmE Kopt XE] => EVEX_Vpabsq_xmm_k1z_xmmm128b64; [YmE Kopt YE] => EVEX_Vpabsq_ymm_k1z_ymmm256b64;
        [Zm Kopt Z] => EVEX_Vpabsq_zmm_k1z_zmmm512b64;
    }
    VPABSW {
        [Xm X] => VEX_Vpabsw_xmm_xmmm128; [Ym Y] => VEX_Vpabsw_ymm_ymmm256;
        [XmE Kopt XE] => EVEX_Vpabsw_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vpabsw_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vpabsw_zmm_k1z_zmmm512;
    }
    VPACKSSDW {
        [Xm X X] => VEX_Vpackssdw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpackssdw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpackssdw_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpackssdw_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpackssdw_zmm_k1z_zmm_zmmm512b32;
    }
    VPACKSSWB {
        [Xm X X] => VEX_Vpacksswb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpacksswb_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpacksswb_xmm_k1z_xmm_xmmm128;
        [YmE YE Kopt YE] => EVEX_Vpacksswb_ymm_k1z_ymm_ymmm256; [Zm Z Kopt Z] => EVEX_Vpacksswb_zmm_k1z_zmm_zmmm512;
    }
    VPACKUSDW {
        [Xm X X] => VEX_Vpackusdw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpackusdw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpackusdw_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpackusdw_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpackusdw_zmm_k1z_zmm_zmmm512b32;
    }
    VPACKUSWB {
        [Xm X X] => VEX_Vpackuswb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpackuswb_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpackuswb_xmm_k1z_xmm_xmmm128;
        [YmE YE Kopt YE] => EVEX_Vpackuswb_ymm_k1z_ymm_ymmm256; [Zm Z Kopt Z] => EVEX_Vpackuswb_zmm_k1z_zmm_zmmm512;
    }
    VPADDB {
        [Xm X X] => VEX_Vpaddb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpaddb_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpaddb_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpaddb_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpaddb_zmm_k1z_zmm_zmmm512;
    }
    VPADDD {
        [Xm X X] => VEX_Vpaddd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpaddd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpaddd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpaddd_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vpaddd_zmm_k1z_zmm_zmmm512b32;
    }
    VPADDQ {
        [Xm X X] => VEX_Vpaddq_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpaddq_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpaddq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpaddq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpaddq_zmm_k1z_zmm_zmmm512b64;
    }
    VPADDSB {
        [Xm X X] => VEX_Vpaddsb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpaddsb_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpaddsb_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpaddsb_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpaddsb_zmm_k1z_zmm_zmmm512;
    }
    VPADDSW {
        [Xm X X] => VEX_Vpaddsw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpaddsw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpaddsw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpaddsw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpaddsw_zmm_k1z_zmm_zmmm512;
    }
    VPADDUSB {
        [Xm X X] => VEX_Vpaddusb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpaddusb_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpaddusb_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpaddusb_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpaddusb_zmm_k1z_zmm_zmmm512;
    }
    VPADDUSW {
        [Xm X X] => VEX_Vpaddusw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpaddusw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpaddusw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpaddusw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpaddusw_zmm_k1z_zmm_zmmm512;
    }
    VPADDW {
        [Xm X X] => VEX_Vpaddw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpaddw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpaddw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpaddw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpaddw_zmm_k1z_zmm_zmmm512;
    }
    VPALIGNR {
        [U8 Xm X X] => VEX_Vpalignr_xmm_xmm_xmmm128_imm8; [U8 Ym Y Y] => VEX_Vpalignr_ymm_ymm_ymmm256_imm8;
        [U8 XmE XE Kopt XE] => EVEX_Vpalignr_xmm_k1z_xmm_xmmm128_imm8;
        [U8 YmE YE Kopt YE] => EVEX_Vpalignr_ymm_k1z_ymm_ymmm256_imm8;
        [U8 Zm Z Kopt Z] => EVEX_Vpalignr_zmm_k1z_zmm_zmmm512_imm8;
    }
    VPANDD {
        [XmE XE Kopt XE] => EVEX_Vpandd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpandd_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vpandd_zmm_k1z_zmm_zmmm512b32;
    }
    VPANDND {
        [XmE XE Kopt XE] => EVEX_Vpandnd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpandnd_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vpandnd_zmm_k1z_zmm_zmmm512b32;
    }
    VPANDNQ {
        [XmE XE Kopt XE] => EVEX_Vpandnq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpandnq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpandnq_zmm_k1z_zmm_zmmm512b64;
    }
    VPANDQ {
        [XmE XE Kopt XE] => EVEX_Vpandq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpandq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpandq_zmm_k1z_zmm_zmmm512b64;
    }
    VPAVGB {
        [Xm X X] => VEX_Vpavgb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpavgb_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpavgb_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpavgb_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpavgb_zmm_k1z_zmm_zmmm512;
    }
    VPAVGW {
        [Xm X X] => VEX_Vpavgw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpavgw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpavgw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpavgw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpavgw_zmm_k1z_zmm_zmmm512;
    }
    VPBLENDMB {
        [XmE XE Kopt XE] => EVEX_Vpblendmb_xmm_k1z_xmm_xmmm128;
        [YmE YE Kopt YE] => EVEX_Vpblendmb_ymm_k1z_ymm_ymmm256; [Zm Z Kopt Z] => EVEX_Vpblendmb_zmm_k1z_zmm_zmmm512;
    }
    VPBLENDMD {
        [XmE XE Kopt XE] => EVEX_Vpblendmd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpblendmd_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpblendmd_zmm_k1z_zmm_zmmm512b32;
    }
    VPBLENDMQ {
        [XmE XE Kopt XE] => EVEX_Vpblendmq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpblendmq_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpblendmq_zmm_k1z_zmm_zmmm512b64;
    }
    VPBLENDMW {
        [XmE XE Kopt XE] => EVEX_Vpblendmw_xmm_k1z_xmm_xmmm128;
        [YmE YE Kopt YE] => EVEX_Vpblendmw_ymm_k1z_ymm_ymmm256; [Zm Z Kopt Z] => EVEX_Vpblendmw_zmm_k1z_zmm_zmmm512;
    }
    VPBROADCASTB {
        [Xm X] => VEX_Vpbroadcastb_xmm_xmmm8; [Xm Y] => VEX_Vpbroadcastb_ymm_xmmm8;
        [R Kopt XE] => EVEX_Vpbroadcastb_xmm_k1z_r32; [R Kopt YE] => EVEX_Vpbroadcastb_ymm_k1z_r32;
        [R Kopt Z] => EVEX_Vpbroadcastb_zmm_k1z_r32; [XmE Kopt XE] => EVEX_Vpbroadcastb_xmm_k1z_xmmm8;
        [XmE Kopt YE] => EVEX_Vpbroadcastb_ymm_k1z_xmmm8; [XmE Kopt Z] => EVEX_Vpbroadcastb_zmm_k1z_xmmm8;
    }
    VPBROADCASTD {
        [Xm X] => VEX_Vpbroadcastd_xmm_xmmm32; [Xm Y] => VEX_Vpbroadcastd_ymm_xmmm32;
        [R Kopt XE] => EVEX_Vpbroadcastd_xmm_k1z_r32; [R Kopt YE] => EVEX_Vpbroadcastd_ymm_k1z_r32;
        [R Kopt Z] => EVEX_Vpbroadcastd_zmm_k1z_r32; [XmE Kopt XE] => EVEX_Vpbroadcastd_xmm_k1z_xmmm32;
        [XmE Kopt YE] => EVEX_Vpbroadcastd_ymm_k1z_xmmm32; [XmE Kopt Z] => EVEX_Vpbroadcastd_zmm_k1z_xmmm32;
    }
    VPBROADCASTMB2Q {
        [K XE] => EVEX_Vpbroadcastmb2q_xmm_kr; [K YE] => EVEX_Vpbroadcastmb2q_ymm_kr;
        [K Z] => EVEX_Vpbroadcastmb2q_zmm_kr;
    }
    VPBROADCASTMW2D {
        [K XE] => EVEX_Vpbroadcastmw2d_xmm_kr; [K YE] => EVEX_Vpbroadcastmw2d_ymm_kr;
        [K Z] => EVEX_Vpbroadcastmw2d_zmm_kr;
    }
    VPBROADCASTQ {
        [Xm X] => VEX_Vpbroadcastq_xmm_xmmm64; [Xm Y] => VEX_Vpbroadcastq_ymm_xmmm64;
        [R Kopt XE] => EVEX_Vpbroadcastq_xmm_k1z_r64; [R Kopt YE] => EVEX_Vpbroadcastq_ymm_k1z_r64;
        [R Kopt Z] => EVEX_Vpbroadcastq_zmm_k1z_r64; [XmE Kopt XE] => EVEX_Vpbroadcastq_xmm_k1z_xmmm64;
        [XmE Kopt YE] => EVEX_Vpbroadcastq_ymm_k1z_xmmm64; [XmE Kopt Z] => EVEX_Vpbroadcastq_zmm_k1z_xmmm64;
    }
    VPBROADCASTW {
        [Xm X] => VEX_Vpbroadcastw_xmm_xmmm16; [Xm Y] => VEX_Vpbroadcastw_ymm_xmmm16;
        [R Kopt XE] => EVEX_Vpbroadcastw_xmm_k1z_r32; [R Kopt YE] => EVEX_Vpbroadcastw_ymm_k1z_r32;
        [R Kopt Z] => EVEX_Vpbroadcastw_zmm_k1z_r32; [XmE Kopt XE] => EVEX_Vpbroadcastw_xmm_k1z_xmmm16;
        [XmE Kopt YE] => EVEX_Vpbroadcastw_ymm_k1z_xmmm16; [XmE Kopt Z] => EVEX_Vpbroadcastw_zmm_k1z_xmmm16;
    }
    VPCLMULQDQ {
        [U8 Xm X X] => VEX_Vpclmulqdq_xmm_xmm_xmmm128_imm8; [U8 Ym Y Y] => VEX_Vpclmulqdq_ymm_ymm_ymmm256_imm8;
        [U8 XmE XE XE] => EVEX_Vpclmulqdq_xmm_xmm_xmmm128_imm8;
        [U8 YmE YE YE] => EVEX_Vpclmulqdq_ymm_ymm_ymmm256_imm8; [U8 Zm Z Z] => EVEX_Vpclmulqdq_zmm_zmm_zmmm512_imm8;
    }
    VPCMPB {
        [U8 XmE XE Kopt K] => EVEX_Vpcmpb_kr_k1_xmm_xmmm128_imm8;
        [U8 YmE YE Kopt K] => EVEX_Vpcmpb_kr_k1_ymm_ymmm256_imm8;
        [U8 Zm Z Kopt K] => EVEX_Vpcmpb_kr_k1_zmm_zmmm512_imm8;
    }
    VPCMPD {
        [U8 XmE XE Kopt K] => EVEX_Vpcmpd_kr_k1_xmm_xmmm128b32_imm8;
        [U8 YmE YE Kopt K] => EVEX_Vpcmpd_kr_k1_ymm_ymmm256b32_imm8;
        [U8 Zm Z Kopt K] => EVEX_Vpcmpd_kr_k1_zmm_zmmm512b32_imm8;
    }
    VPCMPEQB {
        [Xm X X] => VEX_Vpcmpeqb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpcmpeqb_ymm_ymm_ymmm256;
        [XmE XE Kopt K] => EVEX_Vpcmpeqb_kr_k1_xmm_xmmm128; [YmE YE Kopt K] => EVEX_Vpcmpeqb_kr_k1_ymm_ymmm256;
        [Zm Z Kopt K] => EVEX_Vpcmpeqb_kr_k1_zmm_zmmm512;
    }
    VPCMPEQD {
        [Xm X X] => VEX_Vpcmpeqd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpcmpeqd_ymm_ymm_ymmm256;
        [XmE XE Kopt K] => EVEX_Vpcmpeqd_kr_k1_xmm_xmmm128b32; [YmE YE Kopt K] => EVEX_Vpcmpeqd_kr_k1_ymm_ymmm256b32;
        [Zm Z Kopt K] => EVEX_Vpcmpeqd_kr_k1_zmm_zmmm512b32;
    }
    VPCMPEQQ {
        [Xm X X] => VEX_Vpcmpeqq_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpcmpeqq_ymm_ymm_ymmm256;
        [XmE XE Kopt K] => EVEX_Vpcmpeqq_kr_k1_xmm_xmmm128b64; [YmE YE Kopt K] => EVEX_Vpcmpeqq_kr_k1_ymm_ymmm256b64;
        [Zm Z Kopt K] => EVEX_Vpcmpeqq_kr_k1_zmm_zmmm512b64;
    }
    VPCMPEQW {
        [Xm X X] => VEX_Vpcmpeqw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpcmpeqw_ymm_ymm_ymmm256;
        [XmE XE Kopt K] => EVEX_Vpcmpeqw_kr_k1_xmm_xmmm128; [YmE YE Kopt K] => EVEX_Vpcmpeqw_kr_k1_ymm_ymmm256;
        [Zm Z Kopt K] => EVEX_Vpcmpeqw_kr_k1_zmm_zmmm512;
    }
    VPCMPGTB {
        [Xm X X] => VEX_Vpcmpgtb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpcmpgtb_ymm_ymm_ymmm256;
        [XmE XE Kopt K] => EVEX_Vpcmpgtb_kr_k1_xmm_xmmm128; [YmE YE Kopt K] => EVEX_Vpcmpgtb_kr_k1_ymm_ymmm256;
        [Zm Z Kopt K] => EVEX_Vpcmpgtb_kr_k1_zmm_zmmm512;
    }
    VPCMPGTD {
        [Xm X X] => VEX_Vpcmpgtd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpcmpgtd_ymm_ymm_ymmm256;
        [XmE XE Kopt K] => EVEX_Vpcmpgtd_kr_k1_xmm_xmmm128b32; [YmE YE Kopt K] => EVEX_Vpcmpgtd_kr_k1_ymm_ymmm256b32;
        [Zm Z Kopt K] => EVEX_Vpcmpgtd_kr_k1_zmm_zmmm512b32;
    }
    VPCMPGTQ {
        [Xm X X] => VEX_Vpcmpgtq_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpcmpgtq_ymm_ymm_ymmm256;
        [XmE XE Kopt K] => EVEX_Vpcmpgtq_kr_k1_xmm_xmmm128b64; [YmE YE Kopt K] => EVEX_Vpcmpgtq_kr_k1_ymm_ymmm256b64;
        [Zm Z Kopt K] => EVEX_Vpcmpgtq_kr_k1_zmm_zmmm512b64;
    }
    VPCMPGTW {
        [Xm X X] => VEX_Vpcmpgtw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpcmpgtw_ymm_ymm_ymmm256;
        [XmE XE Kopt K] => EVEX_Vpcmpgtw_kr_k1_xmm_xmmm128; [YmE YE Kopt K] => EVEX_Vpcmpgtw_kr_k1_ymm_ymmm256;
        [Zm Z Kopt K] => EVEX_Vpcmpgtw_kr_k1_zmm_zmmm512;
    }
    VPCMPQ {
        [U8 XmE XE Kopt K] => EVEX_Vpcmpq_kr_k1_xmm_xmmm128b64_imm8;
        [U8 YmE YE Kopt K] => EVEX_Vpcmpq_kr_k1_ymm_ymmm256b64_imm8;
        [U8 Zm Z Kopt K] => EVEX_Vpcmpq_kr_k1_zmm_zmmm512b64_imm8;
    }
    VPCMPUB {
        [U8 XmE XE Kopt K] => EVEX_Vpcmpub_kr_k1_xmm_xmmm128_imm8;
        [U8 YmE YE Kopt K] => EVEX_Vpcmpub_kr_k1_ymm_ymmm256_imm8;
        [U8 Zm Z Kopt K] => EVEX_Vpcmpub_kr_k1_zmm_zmmm512_imm8;
    }
    VPCMPUD {
        [U8 XmE XE Kopt K] => EVEX_Vpcmpud_kr_k1_xmm_xmmm128b32_imm8;
        [U8 YmE YE Kopt K] => EVEX_Vpcmpud_kr_k1_ymm_ymmm256b32_imm8;
        [U8 Zm Z Kopt K] => EVEX_Vpcmpud_kr_k1_zmm_zmmm512b32_imm8;
    }
    VPCMPUQ {
        [U8 XmE XE Kopt K] => EVEX_Vpcmpuq_kr_k1_xmm_xmmm128b64_imm8;
        [U8 YmE YE Kopt K] => EVEX_Vpcmpuq_kr_k1_ymm_ymmm256b64_imm8;
        [U8 Zm Z Kopt K] => EVEX_Vpcmpuq_kr_k1_zmm_zmmm512b64_imm8;
    }
    VPCMPUW {
        [U8 XmE XE Kopt K] => EVEX_Vpcmpuw_kr_k1_xmm_xmmm128_imm8;
        [U8 YmE YE Kopt K] => EVEX_Vpcmpuw_kr_k1_ymm_ymmm256_imm8;
        [U8 Zm Z Kopt K] => EVEX_Vpcmpuw_kr_k1_zmm_zmmm512_imm8;
    }
    VPCMPW {
        [U8 XmE XE Kopt K] => EVEX_Vpcmpw_kr_k1_xmm_xmmm128_imm8;
        [U8 YmE YE Kopt K] => EVEX_Vpcmpw_kr_k1_ymm_ymmm256_imm8;
        [U8 Zm Z Kopt K] => EVEX_Vpcmpw_kr_k1_zmm_zmmm512_imm8;
    }
    VPCOMPRESSB {
        [XE Kopt XmE] => EVEX_Vpcompressb_xmmm128_k1z_xmm; [YE Kopt YmE] => EVEX_Vpcompressb_ymmm256_k1z_ymm;
        [Z Kopt Zm] => EVEX_Vpcompressb_zmmm512_k1z_zmm;
    }
    VPCOMPRESSD {
        [XE Kopt XmE] => EVEX_Vpcompressd_xmmm128_k1z_xmm; [YE Kopt YmE] => EVEX_Vpcompressd_ymmm256_k1z_ymm;
        [Z Kopt Zm] => EVEX_Vpcompressd_zmmm512_k1z_zmm;
    }
    VPCOMPRESSQ {
        [XE Kopt XmE] => EVEX_Vpcompressq_xmmm128_k1z_xmm; [YE Kopt YmE] => EVEX_Vpcompressq_ymmm256_k1z_ymm;
        [Z Kopt Zm] => EVEX_Vpcompressq_zmmm512_k1z_zmm;
    }
    VPCOMPRESSW {
        [XE Kopt XmE] => EVEX_Vpcompressw_xmmm128_k1z_xmm; [YE Kopt YmE] => EVEX_Vpcompressw_ymmm256_k1z_ymm;
        [Z Kopt Zm] => EVEX_Vpcompressw_zmmm512_k1z_zmm;
    }
    VPCONFLICTD {
        [XmE Kopt XE] => EVEX_Vpconflictd_xmm_k1z_xmmm128b32; [YmE Kopt YE] => EVEX_Vpconflictd_ymm_k1z_ymmm256b32;
        [Zm Kopt Z] => EVEX_Vpconflictd_zmm_k1z_zmmm512b32;
    }
    VPCONFLICTQ {
        [XmE Kopt XE] => EVEX_Vpconflictq_xmm_k1z_xmmm128b64; [YmE Kopt YE] => EVEX_Vpconflictq_ymm_k1z_ymmm256b64;
        [Zm Kopt Z] => EVEX_Vpconflictq_zmm_k1z_zmmm512b64;
    }
    VPDPBUSD {
        [XmE XE Kopt XE] => EVEX_Vpdpbusd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpdpbusd_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpdpbusd_zmm_k1z_zmm_zmmm512b32;
    }
    VPDPBUSDS {
        [XmE XE Kopt XE] => EVEX_Vpdpbusds_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpdpbusds_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpdpbusds_zmm_k1z_zmm_zmmm512b32;
    }
    VPDPWSSD {
        [XmE XE Kopt XE] => EVEX_Vpdpwssd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpdpwssd_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpdpwssd_zmm_k1z_zmm_zmmm512b32;
    }
    VPDPWSSDS {
        [XmE XE Kopt XE] => EVEX_Vpdpwssds_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpdpwssds_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpdpwssds_zmm_k1z_zmm_zmmm512b32;
    }
    VPERMB {
        [XmE XE Kopt XE] => EVEX_Vpermb_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpermb_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpermb_zmm_k1z_zmm_zmmm512;
    }
    VPERMD {
        [Ym Y Y] => VEX_Vpermd_ymm_ymm_ymmm256; [YmE YE Kopt YE] => EVEX_Vpermd_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpermd_zmm_k1z_zmm_zmmm512b32;
    }
    VPERMI2B {
        [XmE XE Kopt XE] => EVEX_Vpermi2b_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpermi2b_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpermi2b_zmm_k1z_zmm_zmmm512;
    }
    VPERMI2D {
        [XmE XE Kopt XE] => EVEX_Vpermi2d_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpermi2d_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpermi2d_zmm_k1z_zmm_zmmm512b32;
    }
    VPERMI2PD {
        [XmE XE Kopt XE] => EVEX_Vpermi2pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpermi2pd_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpermi2pd_zmm_k1z_zmm_zmmm512b64;
    }
    VPERMI2PS {
        [XmE XE Kopt XE] => EVEX_Vpermi2ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpermi2ps_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpermi2ps_zmm_k1z_zmm_zmmm512b32;
    }
    VPERMI2Q {
        [XmE XE Kopt XE] => EVEX_Vpermi2q_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpermi2q_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpermi2q_zmm_k1z_zmm_zmmm512b64;
    }
    VPERMI2W {
        [XmE XE Kopt XE] => EVEX_Vpermi2w_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpermi2w_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpermi2w_zmm_k1z_zmm_zmmm512;
    }
    VPERMILPD {
        [U8 Xm X] => VEX_Vpermilpd_xmm_xmmm128_imm8; [S8 Xm X] => VEX_Vpermilpd_xmm_xmmm128_imm8;
        [U8 Ym Y] => VEX_Vpermilpd_ymm_ymmm256_imm8; [S8 Ym Y] => VEX_Vpermilpd_ymm_ymmm256_imm8;
        [Xm X X] => VEX_Vpermilpd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpermilpd_ymm_ymm_ymmm256;
        [U8 XmE Kopt XE] => EVEX_Vpermilpd_xmm_k1z_xmmm128b64_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpermilpd_ymm_k1z_ymmm256b64_imm8;
        [U8 Zm Kopt Z] => EVEX_Vpermilpd_zmm_k1z_zmmm512b64_imm8;
        [XmE XE Kopt XE] => EVEX_Vpermilpd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpermilpd_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpermilpd_zmm_k1z_zmm_zmmm512b64;
    }
    VPERMILPS {
        [U8 Xm X] => VEX_Vpermilps_xmm_xmmm128_imm8; [S8 Xm X] => VEX_Vpermilps_xmm_xmmm128_imm8;
        [U8 Ym Y] => VEX_Vpermilps_ymm_ymmm256_imm8; [S8 Ym Y] => VEX_Vpermilps_ymm_ymmm256_imm8;
        [Xm X X] => VEX_Vpermilps_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpermilps_ymm_ymm_ymmm256;
        [U8 XmE Kopt XE] => EVEX_Vpermilps_xmm_k1z_xmmm128b32_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpermilps_ymm_k1z_ymmm256b32_imm8;
        [U8 Zm Kopt Z] => EVEX_Vpermilps_zmm_k1z_zmmm512b32_imm8;
        [XmE XE Kopt XE] => EVEX_Vpermilps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpermilps_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpermilps_zmm_k1z_zmm_zmmm512b32;
    }
    VPERMPD {
        [U8 Ym Y] => VEX_Vpermpd_ymm_ymmm256_imm8; [S8 Ym Y] => VEX_Vpermpd_ymm_ymmm256_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpermpd_ymm_k1z_ymmm256b64_imm8;
        [U8 Zm Kopt Z] => EVEX_Vpermpd_zmm_k1z_zmmm512b64_imm8;
        [YmE YE Kopt YE] => EVEX_Vpermpd_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpermpd_zmm_k1z_zmm_zmmm512b64;
    }
    VPERMPS {
        [Ym Y Y] => VEX_Vpermps_ymm_ymm_ymmm256; [YmE YE Kopt YE] => EVEX_Vpermps_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpermps_zmm_k1z_zmm_zmmm512b32;
    }
    VPERMQ {
        [U8 Ym Y] => VEX_Vpermq_ymm_ymmm256_imm8; [S8 Ym Y] => VEX_Vpermq_ymm_ymmm256_imm8;
        [U8 YmE Kopt YE] => EVEX_Vpermq_ymm_k1z_ymmm256b64_imm8;
        [U8 Zm Kopt Z] => EVEX_Vpermq_zmm_k1z_zmmm512b64_imm8; [YmE YE Kopt YE] => EVEX_Vpermq_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpermq_zmm_k1z_zmm_zmmm512b64;
    }
    VPERMT2B {
        [XmE XE Kopt XE] => EVEX_Vpermt2b_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpermt2b_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpermt2b_zmm_k1z_zmm_zmmm512;
    }
    VPERMT2D {
        [XmE XE Kopt XE] => EVEX_Vpermt2d_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpermt2d_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpermt2d_zmm_k1z_zmm_zmmm512b32;
    }
    VPERMT2PD {
        [XmE XE Kopt XE] => EVEX_Vpermt2pd_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpermt2pd_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpermt2pd_zmm_k1z_zmm_zmmm512b64;
    }
    VPERMT2PS {
        [XmE XE Kopt XE] => EVEX_Vpermt2ps_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpermt2ps_ymm_k1z_ymm_ymmm256b32;
        [Zm Z Kopt Z] => EVEX_Vpermt2ps_zmm_k1z_zmm_zmmm512b32;
    }
    VPERMT2Q {
        [XmE XE Kopt XE] => EVEX_Vpermt2q_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpermt2q_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpermt2q_zmm_k1z_zmm_zmmm512b64;
    }
    VPERMT2W {
        [XmE XE Kopt XE] => EVEX_Vpermt2w_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpermt2w_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpermt2w_zmm_k1z_zmm_zmmm512;
    }
    VPERMW {
        [XmE XE Kopt XE] => EVEX_Vpermw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpermw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpermw_zmm_k1z_zmm_zmmm512;
    }
    VPEXPANDB {
        [XmE Kopt XE] => EVEX_Vpexpandb_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vpexpandb_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vpexpandb_zmm_k1z_zmmm512;
    }
    VPEXPANDD {
        [XmE Kopt XE] => EVEX_Vpexpandd_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vpexpandd_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vpexpandd_zmm_k1z_zmmm512;
    }
    VPEXPANDQ {
        [XmE Kopt XE] => EVEX_Vpexpandq_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vpexpandq_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vpexpandq_zmm_k1z_zmmm512;
    }
    VPEXPANDW {
        [XmE Kopt XE] => EVEX_Vpexpandw_xmm_k1z_xmmm128; [YmE Kopt YE] => EVEX_Vpexpandw_ymm_k1z_ymmm256;
        [Zm Kopt Z] => EVEX_Vpexpandw_zmm_k1z_zmmm512;
    }
    VPEXTRB {
        [U8 X Rm] => VEX_Vpextrb_r32m8_xmm_imm8; [S8 X Rm] => VEX_Vpextrb_r32m8_xmm_imm8;
        [U8 XE Rm] => EVEX_Vpextrb_r32m8_xmm_imm8;
    }
    VPEXTRD {
        [U8 X Rm] => VEX_Vpextrd_rm32_xmm_imm8; [S8 X Rm] => VEX_Vpextrd_rm32_xmm_imm8;
        [U8 XE Rm] => EVEX_Vpextrd_rm32_xmm_imm8;
    }
    VPEXTRQ {
        [U8 X Rm] => VEX_Vpextrq_rm64_xmm_imm8; [S8 X Rm] => VEX_Vpextrq_rm64_xmm_imm8;
        [U8 XE Rm] => EVEX_Vpextrq_rm64_xmm_imm8;
    }
    VPEXTRW {
        [U8 X Rm] => VEX_Vpextrw_r32m16_xmm_imm8; [S8 X Rm] => VEX_Vpextrw_r32m16_xmm_imm8;
        [U8 XE Rm] => EVEX_Vpextrw_r32m16_xmm_imm8;
    }
    VPGATHERDD {
        [X VX X] => VEX_Vpgatherdd_xmm_vm32x_xmm; [Y VY Y] => VEX_Vpgatherdd_ymm_vm32y_ymm;
        [VXE Kreq XE] => EVEX_Vpgatherdd_xmm_k1_vm32x; [VYE Kreq YE] => EVEX_Vpgatherdd_ymm_k1_vm32y;
        [VZ Kreq Z] => EVEX_Vpgatherdd_zmm_k1_vm32z;
    }
    VPGATHERDQ {
        [X VX X] => VEX_Vpgatherdq_xmm_vm32x_xmm; [Y VX Y] => VEX_Vpgatherdq_ymm_vm32x_ymm;
        [VXE Kreq XE] => EVEX_Vpgatherdq_xmm_k1_vm32x; [VXE Kreq YE] => EVEX_Vpgatherdq_ymm_k1_vm32x;
        [VYE Kreq Z] => EVEX_Vpgatherdq_zmm_k1_vm32y;
    }
    VPGATHERQD {
        [X VX X] => VEX_Vpgatherqd_xmm_vm64x_xmm; [X VY X] => VEX_Vpgatherqd_xmm_vm64y_xmm;
        [VXE Kreq XE] => EVEX_Vpgatherqd_xmm_k1_vm64x; [VYE Kreq XE] => EVEX_Vpgatherqd_xmm_k1_vm64y;
        [VZ Kreq YE] => EVEX_Vpgatherqd_ymm_k1_vm64z;
    }
    VPGATHERQQ {
        [X VX X] => VEX_Vpgatherqq_xmm_vm64x_xmm; [Y VY Y] => VEX_Vpgatherqq_ymm_vm64y_ymm;
        [VXE Kreq XE] => EVEX_Vpgatherqq_xmm_k1_vm64x; [VYE Kreq YE] => EVEX_Vpgatherqq_ymm_k1_vm64y;
        [VZ Kreq Z] => EVEX_Vpgatherqq_zmm_k1_vm64z;
    }
    VPINSRB { [U8 Rm X X] => VEX_Vpinsrb_xmm_xmm_r32m8_imm8; [U8 Rm XE XE] => EVEX_Vpinsrb_xmm_xmm_r32m8_imm8; }
    VPINSRD { [U8 Rm X X] => VEX_Vpinsrd_xmm_xmm_rm32_imm8; [U8 Rm XE XE] => EVEX_Vpinsrd_xmm_xmm_rm32_imm8; }
    VPINSRQ { [U8 Rm X X] => VEX_Vpinsrq_xmm_xmm_rm64_imm8; [U8 Rm XE XE] => EVEX_Vpinsrq_xmm_xmm_rm64_imm8; }
    VPINSRW { [U8 Rm X X] => VEX_Vpinsrw_xmm_xmm_r32m16_imm8; [U8 Rm XE XE] => EVEX_Vpinsrw_xmm_xmm_r32m16_imm8; }
    VPLZCNTD {
        [XmE Kopt XE] => EVEX_Vplzcntd_xmm_k1z_xmmm128b32; [YmE Kopt YE] => EVEX_Vplzcntd_ymm_k1z_ymmm256b32;
        [Zm Kopt Z] => EVEX_Vplzcntd_zmm_k1z_zmmm512b32;
    }
    VPLZCNTQ {
        [XmE Kopt XE] => EVEX_Vplzcntq_xmm_k1z_xmmm128b64; [YmE Kopt YE] => EVEX_Vplzcntq_ymm_k1z_ymmm256b64;
        [Zm Kopt Z] => EVEX_Vplzcntq_zmm_k1z_zmmm512b64;
    }
    VPMADD52HUQ {
        [XmE XE Kopt XE] => EVEX_Vpmadd52huq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpmadd52huq_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpmadd52huq_zmm_k1z_zmm_zmmm512b64;
    }
    VPMADD52LUQ {
        [XmE XE Kopt XE] => EVEX_Vpmadd52luq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpmadd52luq_ymm_k1z_ymm_ymmm256b64;
        [Zm Z Kopt Z] => EVEX_Vpmadd52luq_zmm_k1z_zmm_zmmm512b64;
    }
    VPMADDUBSW {
        [Xm X X] => VEX_Vpmaddubsw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmaddubsw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmaddubsw_xmm_k1z_xmm_xmmm128;
        [YmE YE Kopt YE] => EVEX_Vpmaddubsw_ymm_k1z_ymm_ymmm256; [Zm Z Kopt Z] => EVEX_Vpmaddubsw_zmm_k1z_zmm_zmmm512;
    }
    VPMADDWD {
        [Xm X X] => VEX_Vpmaddwd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmaddwd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmaddwd_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpmaddwd_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpmaddwd_zmm_k1z_zmm_zmmm512;
    }
    VPMAXSB {
        [Xm X X] => VEX_Vpmaxsb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmaxsb_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmaxsb_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpmaxsb_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpmaxsb_zmm_k1z_zmm_zmmm512;
    }
    VPMAXSD {
        [Xm X X] => VEX_Vpmaxsd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmaxsd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmaxsd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpmaxsd_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vpmaxsd_zmm_k1z_zmm_zmmm512b32;
    }
    VPMAXSQ {
        [XmE XE Kopt XE] => EVEX_Vpmaxsq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpmaxsq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpmaxsq_zmm_k1z_zmm_zmmm512b64;
    }
    VPMAXSW {
        [Xm X X] => VEX_Vpmaxsw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmaxsw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmaxsw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpmaxsw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpmaxsw_zmm_k1z_zmm_zmmm512;
    }
    VPMAXUB {
        [Xm X X] => VEX_Vpmaxub_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmaxub_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmaxub_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpmaxub_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpmaxub_zmm_k1z_zmm_zmmm512;
    }
    VPMAXUD {
        [Xm X X] => VEX_Vpmaxud_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmaxud_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmaxud_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpmaxud_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vpmaxud_zmm_k1z_zmm_zmmm512b32;
    }
    VPMAXUQ {
        [XmE XE Kopt XE] => EVEX_Vpmaxuq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpmaxuq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpmaxuq_zmm_k1z_zmm_zmmm512b64;
    }
    VPMAXUW {
        [Xm X X] => VEX_Vpmaxuw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpmaxuw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpmaxuw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpmaxuw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpmaxuw_zmm_k1z_zmm_zmmm512;
    }
    VPMINSB {
        [Xm X X] => VEX_Vpminsb_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpminsb_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpminsb_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpminsb_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpminsb_zmm_k1z_zmm_zmmm512;
    }
    VPMINSD {
        [Xm X X] => VEX_Vpminsd_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpminsd_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpminsd_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpminsd_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vpminsd_zmm_k1z_zmm_zmmm512b32;
    }
    VPMINSQ {
        [XmE XE Kopt XE] => EVEX_Vpminsq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpminsq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpminsq_zmm_k1z_zmm_zmmm512b64;
    }
    VPMINSW {
        [Xm X X] => VEX_Vpminsw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpminsw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpminsw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpminsw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpminsw_zmm_k1z_zmm_zmmm512;
    }
    VPMINUB {
        [Xm X X] => VEX_Vpminub_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpminub_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpminub_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpminub_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpminub_zmm_k1z_zmm_zmmm512;
    }
    VPMINUD {
        [Xm X X] => VEX_Vpminud_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpminud_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpminud_xmm_k1z_xmm_xmmm128b32;
        [YmE YE Kopt YE] => EVEX_Vpminud_ymm_k1z_ymm_ymmm256b32; [Zm Z Kopt Z] => EVEX_Vpminud_zmm_k1z_zmm_zmmm512b32;
    }
    VPMINUQ {
        [XmE XE Kopt XE] => EVEX_Vpminuq_xmm_k1z_xmm_xmmm128b64;
        [YmE YE Kopt YE] => EVEX_Vpminuq_ymm_k1z_ymm_ymmm256b64; [Zm Z Kopt Z] => EVEX_Vpminuq_zmm_k1z_zmm_zmmm512b64;
    }
    VPMINUW {
        [Xm X X] => VEX_Vpminuw_xmm_xmm_xmmm128; [Ym Y Y] => VEX_Vpminuw_ymm_ymm_ymmm256;
        [XmE XE Kopt XE] => EVEX_Vpminuw_xmm_k1z_xmm_xmmm128; [YmE YE Kopt YE] => EVEX_Vpminuw_ymm_k1z_ymm_ymmm256;
        [Zm Z Kopt Z] => EVEX_Vpminuw_zmm_k1z_zmm_zmmm512;
    }
    VPMOVB2M { [XE K] => EVEX_Vpmovb2m_kr_xmm; [YE K] => EVEX_Vpmovb2m_kr_ymm; [Z K] => EVEX_Vpmovb2m_kr_zmm; }
    VPMOVD2M { [XE K] => EVEX_Vpmovd2m_kr_xmm; [YE K] => EVEX_Vpmovd2m_kr_ymm; [Z K] => EVEX_Vpmovd2m_kr_zmm; }
    VPMOVDB {
        [XE Kopt XmE] => EVEX_Vpmovdb_xmmm32_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovdb_xmmm64_k1z_ymm;
        [Z Kopt XmE] => EVEX_Vpmovdb_xmmm128_k1z_zmm;
    }
    VPMOVDW {
        [XE Kopt XmE] => EVEX_Vpmovdw_xmmm64_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovdw_xmmm128_k1z_ymm;
        [Z Kopt YmE] => EVEX_Vpmovdw_ymmm256_k1z_zmm;
    }
    VPMOVM2B { [K XE] => EVEX_Vpmovm2b_xmm_kr; [K YE] => EVEX_Vpmovm2b_ymm_kr; [K Z] => EVEX_Vpmovm2b_zmm_kr; }
    VPMOVM2D { [K XE] => EVEX_Vpmovm2d_xmm_kr; [K YE] => EVEX_Vpmovm2d_ymm_kr; [K Z] => EVEX_Vpmovm2d_zmm_kr; }
    VPMOVM2Q { [K XE] => EVEX_Vpmovm2q_xmm_kr; [K YE] => EVEX_Vpmovm2q_ymm_kr; [K Z] => EVEX_Vpmovm2q_zmm_kr; }
    VPMOVM2W { [K XE] => EVEX_Vpmovm2w_xmm_kr; [K YE] => EVEX_Vpmovm2w_ymm_kr; [K Z] => EVEX_Vpmovm2w_zmm_kr; }
    VPMOVQ2M { [XE K] => EVEX_Vpmovq2m_kr_xmm; [YE K] => EVEX_Vpmovq2m_kr_ymm; [Z K] => EVEX_Vpmovq2m_kr_zmm; }
    VPMOVQB {
        [XE Kopt XmE] => EVEX_Vpmovqb_xmmm16_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovqb_xmmm32_k1z_ymm;
        [Z Kopt XmE] => EVEX_Vpmovqb_xmmm64_k1z_zmm;
    }
    VPMOVQD {
        [XE Kopt XmE] => EVEX_Vpmovqd_xmmm64_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovqd_xmmm128_k1z_ymm;
        [Z Kopt YmE] => EVEX_Vpmovqd_ymmm256_k1z_zmm;
    }
    VPMOVQW {
        [XE Kopt XmE] => EVEX_Vpmovqw_xmmm32_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovqw_xmmm64_k1z_ymm;
        [Z Kopt XmE] => EVEX_Vpmovqw_xmmm128_k1z_zmm;
    }
    VPMOVSDB {
        [XE Kopt XmE] => EVEX_Vpmovsdb_xmmm32_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovsdb_xmmm64_k1z_ymm;
        [Z Kopt XmE] => EVEX_Vpmovsdb_xmmm128_k1z_zmm;
    }
    VPMOVSDW {
        [XE Kopt XmE] => EVEX_Vpmovsdw_xmmm64_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovsdw_xmmm128_k1z_ymm;
        [Z Kopt YmE] => EVEX_Vpmovsdw_ymmm256_k1z_zmm;
    }
    VPMOVSQB {
        [XE Kopt XmE] => EVEX_Vpmovsqb_xmmm16_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovsqb_xmmm32_k1z_ymm;
        [Z Kopt XmE] => EVEX_Vpmovsqb_xmmm64_k1z_zmm;
    }
    VPMOVSQD {
        [XE Kopt XmE] => EVEX_Vpmovsqd_xmmm64_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovsqd_xmmm128_k1z_ymm;
        [Z Kopt YmE] => EVEX_Vpmovsqd_ymmm256_k1z_zmm;
    }
    VPMOVSQW {
        [XE Kopt XmE] => EVEX_Vpmovsqw_xmmm32_k1z_xmm; [YE Kopt XmE] => EVEX_Vpmovsqw_xmmm64_k1z_ymm;
        [Z Kopt XmE] => EVEX_Vpmovsqw_xmmm128_k1z_zmm;
    }
}
