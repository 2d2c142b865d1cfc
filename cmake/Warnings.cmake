# Flags every target of the tree is built with.
add_library(doran_flags INTERFACE)
target_compile_definitions(doran_flags INTERFACE _GNU_SOURCE)
target_compile_options(doran_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes
                                             -Wmissing-prototypes -Wvla -fstack-protector-strong)
if(DORAN_WERROR)
  target_compile_options(doran_flags INTERFACE -Werror)
endif()
if(DORAN_SANITIZE)
  target_compile_options(doran_flags INTERFACE -fsanitize=${DORAN_SANITIZE} -fno-omit-frame-pointer
                                               -fno-sanitize-recover=undefined)
  target_link_options(doran_flags INTERFACE -fsanitize=${DORAN_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_definitions(doran_flags INTERFACE _FORTIFY_SOURCE=2)
endif()
if(DORAN_FUZZ)
  target_compile_options(doran_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
target_link_options(doran_flags INTERFACE -Wl,-z,relro,-z,now)
