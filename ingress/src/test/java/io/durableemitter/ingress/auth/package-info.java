/** Tests of who may call the server. */
@NullMarked
package io.durableemitter.ingress.auth;

import org.jspecify.annotations.NullMarked;
