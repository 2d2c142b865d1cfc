/** @file api.h  Marks what libdoran exports; everything else in the library is hidden. */
#ifndef DORAN_API_H
#define DORAN_API_H

#if defined(DORAN_BUILDING)
#define DORAN_API __attribute__((visibility("default")))
#else
#define DORAN_API
#endif
#define DORAN_PRINTF(string, first) __attribute__((__format__(__printf__, string, first)))
#define DORAN_MUST_CHECK __attribute__((warn_unused_result))

#endif
