/*
 * initoid.h - makes the object identifiers of mapioid.h values instead of declarations
 *
 * Included by mapioid.h in the one file of a program that defines INITOID.
 */
/* clang-format off */
#ifndef INITOID_H
#define INITOID_H

#define OID_START 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x14, 0x03 /* 1.2.840.113556.3 */

#undef DEFINE_OID_1
#undef DEFINE_OID_2
#undef DEFINE_OID_3
#undef DEFINE_OID_4
#define DEFINE_OID_VALUE(name, ...)                        \
    static const BYTE name##_bytes[] = {OID_START, __VA_ARGS__}; \
    EXTERN_C const BYTE *name;                             \
    const BYTE *name = name##_bytes
#define DEFINE_OID_1(name, b0, b1)             DEFINE_OID_VALUE(name, b0, b1)
#define DEFINE_OID_2(name, b0, b1, b2)         DEFINE_OID_VALUE(name, b0, b1, b2)
#define DEFINE_OID_3(name, b0, b1, b2, b3)     DEFINE_OID_VALUE(name, b0, b1, b2, b3)
#define DEFINE_OID_4(name, b0, b1, b2, b3, b4) DEFINE_OID_VALUE(name, b0, b1, b2, b3, b4)

#endif /* INITOID_H */
