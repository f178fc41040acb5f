#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "CPNGShim.h"
#include "failure.h"

struct cpng_image {
  png_structp png;
  png_infop info;
  uint32_t width, height;
  uint32_t *pixels;
  png_textp texts;
  int text_count;
  const uint8_t *next;
  size_t left;
};

static void take(png_structp png, png_bytep bytes, size_t count) {
  cpng_image *image = png_get_io_ptr(png);
  if (count > image->left) png_error(png, "the data end too early");
  memcpy(bytes, image->next, count);
  image->next += count;
  image->left -= count;
}

static void read_pixels(cpng_image *image, uint64_t max_pixels) {
  png_structp png = image->png;
  png_read_info(png, image->info);
  image->width = png_get_image_width(png, image->info);
  image->height = png_get_image_height(png, image->info);
  uint64_t pixel_count = (uint64_t)image->width * image->height;
  if (pixel_count > max_pixels) png_error(png, "the picture has too many pixels");

  png_set_expand(png);
  png_set_scale_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
  png_set_bgr(png);
  png_set_filler(png, 0xff, PNG_FILLER_AFTER);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, image->info);
  if (png_get_rowbytes(png, image->info) != 4 * (size_t)image->width) {
    png_error(png, "the pixel format is not understood");
  }
  image->pixels = calloc(pixel_count, sizeof(uint32_t));
  if (!image->pixels) png_error(png, "out of memory");
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t y = 0; y < image->height; y++) {
      png_read_row(png, (png_bytep)(image->pixels + (size_t)y * image->width), NULL);
    }
  }
  png_read_end(png, image->info);
  png_get_text(png, image->info, &image->texts, &image->text_count);
}

cpng_image *cpng_decode(const uint8_t *bytes, size_t count, uint32_t max_side, uint64_t max_pixels,
                        char *message) {
  cpng_image *image = calloc(1, sizeof(cpng_image));
  if (!image) {
    cpng_write_message(message, "out of memory");
    return NULL;
  }
  image->next = bytes;
  image->left = count;
  image->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, cpng_fail, cpng_ignore);
  image->info = image->png ? png_create_info_struct(image->png) : NULL;
  if (!image->info) {
    cpng_write_message(message, "out of memory");
    cpng_image_free(image);
    return NULL;
  }
  if (setjmp(png_jmpbuf(image->png))) {
    cpng_image_free(image);
    return NULL;
  }
  png_set_read_fn(image->png, image, take);
  png_set_user_limits(image->png, max_side, max_side);
  png_set_chunk_cache_max(image->png, 256);
  png_set_chunk_malloc_max(image->png, 1 << 22);
  // By default a chunk over the limit is only warned about, then allocated and read.
  png_set_benign_errors(image->png, 0);
  read_pixels(image, max_pixels);
  return image;
}

void cpng_image_free(cpng_image *image) {
  png_destroy_read_struct(&image->png, &image->info, NULL);
  free(image->pixels);
  free(image);
}

uint32_t cpng_image_width(const cpng_image *image) { return image->width; }
uint32_t cpng_image_height(const cpng_image *image) { return image->height; }
const uint32_t *cpng_image_pixels(const cpng_image *image) { return image->pixels; }
int cpng_image_text_count(const cpng_image *image) { return image->text_count; }
const char *cpng_image_key(const cpng_image *image, int index) { return image->texts[index].key; }
const char *cpng_image_value(const cpng_image *image, int index) {
  return image->texts[index].text;
}
int cpng_image_value_is_utf8(const cpng_image *image, int index) {
  return image->texts[index].compression >= PNG_ITXT_COMPRESSION_NONE;
}
