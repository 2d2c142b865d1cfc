/* server_address.h: the address of a server as people write it. */
#ifndef DORAN_TUI_STATE_SERVER_ADDRESS_H
#define DORAN_TUI_STATE_SERVER_ADDRESS_H

#include <doran/account.h>

#include <stddef.h>

#define SERVER_ADDRESS_SIZE sizeof(((struct doran_account *)NULL)->server)

/* Fills in what nobody writes: "home.example:7474" is https://, this computer itself http://. Blanks around it go. Too long: it
 * is cut, and no address any more. */
void server_address(char out[SERVER_ADDRESS_SIZE], const char *written);

#endif
