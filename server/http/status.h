/** @file status.h  How the server is: /healthz, /readyz, and the OpenAPI document. */
#ifndef SERVER_HTTP_STATUS_H
#define SERVER_HTTP_STATUS_H

#include "server/http/exchange.h"

/** Answers a request for one of the three, at once or, when the database has to be asked, later. */
void status_answer(struct conn *conn);
/** The connection goes away before its answer. */
void status_forget(struct exchange *exchange);

#endif
