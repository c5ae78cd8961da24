/*
 * mapidbg.h - the debugging macros of MAPI's samples, without effect
 *
 * Old clients and providers say Assert, Trap and DebugTrace, and define what stands behind them
 * when they debug themselves. Here all of them do nothing, evaluate nothing (SideAssert and
 * NFSideAssert evaluate their condition), and give back what they are about (HrCheckHr). A macro
 * that is defined before this header is read stays as it is.
 */
#ifndef __MAPIDBG_H_
#define __MAPIDBG_H_

#define IFDBG(x)
#define IFNDBG(x) x
#define IFTRAP(x) 0
#define IFTRACE(x) 0

#ifdef __cplusplus
#define EXTERN_C_BEGIN extern "C" {
#define EXTERN_C_END   }
#else
#define EXTERN_C_BEGIN
#define EXTERN_C_END
#endif

#ifndef dimensionof
#define dimensionof(a) (sizeof(a) / sizeof(*(a)))
#endif
#ifndef Unreferenced
#define Unreferenced(a) ((void)(a))
#endif

/* clang-format off: a line below is one row of a table */

#define Trap()                                    ((void)0)
#define TrapSz(text)                              ((void)0)
#define TrapSz1(text, a)                          ((void)0)
#define TrapSz2(text, a, b)                       ((void)0)
#define TrapSz3(text, a, b, c)                    ((void)0)
#define TrapSz4(text, a, b, c, d)                 ((void)0)
#define TrapSz5(text, a, b, c, d, e)              ((void)0)
#define TrapSz6(text, a, b, c, d, e, f)           ((void)0)
#define TrapSz7(text, a, b, c, d, e, f, g)        ((void)0)
#define TrapSz8(text, a, b, c, d, e, f, g, h)     ((void)0)
#define TrapSz9(text, a, b, c, d, e, f, g, h, i)  ((void)0)

#ifndef Assert
#define Assert(right)                                      ((void)0)
#endif
#define AssertSz(right, text)                              ((void)0)
#define AssertSz1(right, text, a)                          ((void)0)
#define AssertSz2(right, text, a, b)                       ((void)0)
#define AssertSz3(right, text, a, b, c)                    ((void)0)
#define AssertSz4(right, text, a, b, c, d)                 ((void)0)
#define AssertSz5(right, text, a, b, c, d, e)              ((void)0)
#define AssertSz6(right, text, a, b, c, d, e, f)           ((void)0)
#define AssertSz7(right, text, a, b, c, d, e, f, g)        ((void)0)
#define AssertSz8(right, text, a, b, c, d, e, f, g, h)     ((void)0)
#define AssertSz9(right, text, a, b, c, d, e, f, g, h, i)  ((void)0)

#define NFAssert(right)                                      ((void)0)
#define NFAssertSz(right, text)                              ((void)0)
#define NFAssertSz1(right, text, a)                          ((void)0)
#define NFAssertSz2(right, text, a, b)                       ((void)0)
#define NFAssertSz3(right, text, a, b, c)                    ((void)0)
#define NFAssertSz4(right, text, a, b, c, d)                 ((void)0)
#define NFAssertSz5(right, text, a, b, c, d, e)              ((void)0)
#define NFAssertSz6(right, text, a, b, c, d, e, f)           ((void)0)
#define NFAssertSz7(right, text, a, b, c, d, e, f, g)        ((void)0)
#define NFAssertSz8(right, text, a, b, c, d, e, f, g, h)     ((void)0)
#define NFAssertSz9(right, text, a, b, c, d, e, f, g, h, i)  ((void)0)

#define SideAssert(right)                                      ((void)(right))
#define SideAssertSz(right, text)                              ((void)(right))
#define SideAssertSz1(right, text, a)                          ((void)(right))
#define SideAssertSz2(right, text, a, b)                       ((void)(right))
#define SideAssertSz3(right, text, a, b, c)                    ((void)(right))
#define SideAssertSz4(right, text, a, b, c, d)                 ((void)(right))
#define SideAssertSz5(right, text, a, b, c, d, e)              ((void)(right))
#define SideAssertSz6(right, text, a, b, c, d, e, f)           ((void)(right))
#define SideAssertSz7(right, text, a, b, c, d, e, f, g)        ((void)(right))
#define SideAssertSz8(right, text, a, b, c, d, e, f, g, h)     ((void)(right))
#define SideAssertSz9(right, text, a, b, c, d, e, f, g, h, i)  ((void)(right))

#define NFSideAssert(right)                                      ((void)(right))
#define NFSideAssertSz(right, text)                              ((void)(right))
#define NFSideAssertSz1(right, text, a)                          ((void)(right))
#define NFSideAssertSz2(right, text, a, b)                       ((void)(right))
#define NFSideAssertSz3(right, text, a, b, c)                    ((void)(right))
#define NFSideAssertSz4(right, text, a, b, c, d)                 ((void)(right))
#define NFSideAssertSz5(right, text, a, b, c, d, e)              ((void)(right))
#define NFSideAssertSz6(right, text, a, b, c, d, e, f)           ((void)(right))
#define NFSideAssertSz7(right, text, a, b, c, d, e, f, g)        ((void)(right))
#define NFSideAssertSz8(right, text, a, b, c, d, e, f, g, h)     ((void)(right))
#define NFSideAssertSz9(right, text, a, b, c, d, e, f, g, h, i)  ((void)(right))

#ifndef DebugTrace
#define DebugTrace(...) ((void)0)
#endif
#define DebugTraceResult(name, result)      ((void)0)
#define DebugTraceSc(name, sc)              ((void)0)
#define DebugTraceArg(name, text)           ((void)0)
#define DebugTraceLine()                    ((void)0)
#define DebugTraceProblems(text, problems)  ((void)0)

#define TraceSz(text)                              ((void)0)
#define TraceSz1(text, a)                          ((void)0)
#define TraceSz2(text, a, b)                       ((void)0)
#define TraceSz3(text, a, b, c)                    ((void)0)
#define TraceSz4(text, a, b, c, d)                 ((void)0)
#define TraceSz5(text, a, b, c, d, e)              ((void)0)
#define TraceSz6(text, a, b, c, d, e, f)           ((void)0)
#define TraceSz7(text, a, b, c, d, e, f, g)        ((void)0)
#define TraceSz8(text, a, b, c, d, e, f, g, h)     ((void)0)
#define TraceSz9(text, a, b, c, d, e, f, g, h, i)  ((void)0)

#define SzDecodeScode(sc)        ("")
#define SzDecodeUlPropType(type) ("")
#define SzDecodeUlPropTag(tag)   ("")
#define UlPropTagFromSz(text)    (0)
#define ScodeFromSz(text)        (0)

#define ScCheckSc(sc, function) (sc)
#define HrCheckHr(hr, function) (hr)
#define HrCheckSc(sc, function) ResultFromScode(ScCheckSc(sc, function))

#endif
