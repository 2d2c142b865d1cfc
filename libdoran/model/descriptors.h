/* What the encoder needs of the field tables beyond <doran/types.h>: each field's name as it is written. */
#ifndef DORAN_MODEL_DESCRIPTORS_H
#define DORAN_MODEL_DESCRIPTORS_H

#include <doran/types.h>

/** `"name":` of one field. */
struct doran_field_key {
    const char *text;
    size_t length;
};
/** As many as doran_type(id)->field_count, in the same order. */
const struct doran_field_key *doran_type_keys(enum doran_type_id id);

#endif
