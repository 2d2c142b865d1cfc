/* refusal.h: what went wrong, in one sentence of the user's language: what happened, what is safe, what to
 * do. */
#ifndef DORAN_TUI_REFUSAL_H
#define DORAN_TUI_REFUSAL_H

#include <doran/arena.h>
#include <doran/error.h>
#include <doran/types.h>

/* The sentence of an error code. Static, never NULL. */
const char *refusal_of(enum doran_error_code code);
/* The sentence of an error, and where the error names a field of `request` (the type that was sent;
 * DORAN_TYPE_empty when there was none), what that field may hold: "호칭은 1~8자로 적어 주세요." Lives in the
 * arena, never NULL. */
const char *refusal_sentence(struct doran_arena *arena, const struct doran_error *error,
                             enum doran_type_id request);
/* What a field is called: "nickname" is "호칭" in a family and "닉네임" in a profile. The name itself when
 * there is no word. */
const char *refusal_field(const char *field, enum doran_type_id request);

#endif
