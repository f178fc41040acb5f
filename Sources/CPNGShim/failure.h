#ifndef CPNGSHIM_FAILURE_H
#define CPNGSHIM_FAILURE_H

#include <png.h>
#include <stdio.h>

#include "CPNGShim.h"

static inline void cpng_write_message(char *message, const char *text) {
  snprintf(message, CPNG_MESSAGE_SIZE, "%s", text);
}

// The error pointer of every libpng object here is the caller's message.
static inline void cpng_fail(png_structp png, png_const_charp text) {
  cpng_write_message(png_get_error_ptr(png), text);
  png_longjmp(png, 1);
}

static inline void cpng_ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

#endif
