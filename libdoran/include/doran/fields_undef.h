/* Takes back the macros types.def is expanded with. Meant to be included many times. */
#undef TYPE
#undef ID
#undef TEXT
#undef EMAIL
#undef SECRET
#undef STRING
#undef INT
#undef BOOL
#undef TIME
#undef CHOICE
#undef OBJECT
#undef LIST
#undef VARIANT
#undef END
