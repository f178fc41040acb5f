#ifndef CPNGSHIM_H
#define CPNGSHIM_H

#include <stddef.h>
#include <stdint.h>

/// libpng reports errors by longjmp, which Swift code must not be jumped over; these functions keep
/// the jump inside C and hand back a message.
#define CPNG_MESSAGE_SIZE 160

typedef struct {
  uint8_t *bytes;  // to be released with free()
  size_t count;
} cpng_buffer;

/// Encodes pixels 0x00RRGGBB, `stride` of them from row to row, as an 8-bit RGB file.
///
/// `texts` holds `text_count` pairs packed as "key\0value\0". Returns 0, or 1 with `message` set.
int cpng_encode(const uint32_t *pixels, uint32_t width, uint32_t height, size_t stride, int level,
                const char *texts, size_t text_count, cpng_buffer *out, char *message);

/// A decoded file: its pixels as 0xFFRRGGBB and its texts.
typedef struct cpng_image cpng_image;

/// Decodes any PNG to 8-bit RGB, dropping transparency. Returns NULL with `message` set where the
/// data is broken or the picture has a side over `max_side` or more than `max_pixels` pixels.
cpng_image *cpng_decode(const uint8_t *bytes, size_t count, uint32_t max_side, uint64_t max_pixels,
                        char *message);
void cpng_image_free(cpng_image *image);

uint32_t cpng_image_width(const cpng_image *image);
uint32_t cpng_image_height(const cpng_image *image);
const uint32_t *cpng_image_pixels(const cpng_image *image);
int cpng_image_text_count(const cpng_image *image);
const char *cpng_image_key(const cpng_image *image, int index);
const char *cpng_image_value(const cpng_image *image, int index);
/// Nonzero where the value is UTF-8 (iTXt); else it is Latin-1 (tEXt, zTXt), as keys always are.
int cpng_image_value_is_utf8(const cpng_image *image, int index);

#endif
