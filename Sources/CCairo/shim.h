#include <cairo-ft.h>
#include <cairo-svg.h>
#include <cairo.h>

/// Opens a font file without fontconfig, or returns NULL. The face lives as long as the process,
/// with a FreeType library of its own: cairo locks per face, so two threads may draw at once.
static inline cairo_font_face_t *ccairo_open_font(const char *path) {
  FT_Library library;
  FT_Face face;
  if (FT_Init_FreeType(&library)) return NULL;
  if (FT_New_Face(library, path, 0, &face)) {
    FT_Done_FreeType(library);
    return NULL;
  }
  return cairo_ft_font_face_create_for_ft_face(face, 0);
}
