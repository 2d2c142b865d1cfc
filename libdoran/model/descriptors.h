/* What the encoder needs of the field tables beyond <doran/types.h>: each field's name as it is written. */
#ifndef DORAN_MODEL_DESCRIPTORS_H
#define DORAN_MODEL_DESCRIPTORS_H

#include <doran/types.h>

#define DORAN_KEY_MAX                                                                                        \
    24 /**< Bytes of the longest key. All keys have as many, so that one is copied in one step. */

/** `"name":` of one field. */
struct doran_field_key {
    char text[DORAN_KEY_MAX];
    unsigned char length;
};
/** As many as doran_type(id)->field_count, in the same order. */
const struct doran_field_key *doran_type_keys(enum doran_type_id id);

#endif
