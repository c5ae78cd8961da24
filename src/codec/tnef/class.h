/*
 * class.h - message classes that had other names when TNEF was new
 */
#pragma once

/* A class's name today for its old one, or the other way; NULL: it has none. Case doesn't matter.
 */
const char *tnef_class_today(const char *old);
const char *tnef_class_old(const char *today);
