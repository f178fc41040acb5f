#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "CPNGShim.h"
#include "failure.h"

typedef struct {
  cpng_buffer *out;
  size_t capacity;
} sink;

static void append(png_structp png, png_bytep bytes, size_t count) {
  sink *target = png_get_io_ptr(png);
  cpng_buffer *out = target->out;
  if (count > target->capacity - out->count) {
    size_t capacity = 2 * target->capacity + count;
    uint8_t *grown = realloc(out->bytes, capacity);
    if (!grown) png_error(png, "out of memory");
    out->bytes = grown;
    target->capacity = capacity;
  }
  memcpy(out->bytes + out->count, bytes, count);
  out->count += count;
}

static void flush(png_structp png) { (void)png; }

static int is_ascii(const char *text) {
  for (; *text; text++) {
    if ((unsigned char)*text >= 0x80) return 0;
  }
  return 1;
}

// tEXt holds Latin-1, which ASCII is part of; anything else needs iTXt, which holds UTF-8.
static void set_texts(png_structp png, png_infop info, const char *texts, size_t text_count) {
  for (size_t i = 0; i < text_count; i++) {
    const char *key = texts;
    const char *value = key + strlen(key) + 1;
    png_text text = {0};
    text.compression = is_ascii(value) ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
    text.key = (char *)key;
    text.text = (char *)value;
    png_set_text(png, info, &text, 1);
    texts = value + strlen(value) + 1;
  }
}

int cpng_encode(const uint32_t *pixels, uint32_t width, uint32_t height, size_t stride, int level,
                const char *texts, size_t text_count, cpng_buffer *out, char *message) {
  *out = (cpng_buffer){0};
  sink target = {out, 0};
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, message, cpng_fail, cpng_ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    cpng_write_message(message, "out of memory");
    png_destroy_write_struct(&png, NULL);
    return 1;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    free(out->bytes);
    *out = (cpng_buffer){0};
    return 1;
  }
  png_set_write_fn(png, &target, append, flush);
  png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  // Flat areas compress as well without a filter, and several times faster.
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  png_set_compression_level(png, level);
  set_texts(png, info, texts, text_count);
  png_write_info(png, info);
  // A little-endian 0x00RRGGBB lies in memory as B, G, R, unused.
  png_set_bgr(png);
  png_set_filler(png, 0, PNG_FILLER_AFTER);
  for (uint32_t y = 0; y < height; y++) png_write_row(png, (png_const_bytep)(pixels + y * stride));
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return 0;
}
