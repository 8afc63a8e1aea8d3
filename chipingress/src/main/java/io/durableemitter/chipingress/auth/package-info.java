/**
 * Credentials of a Chip Ingress client: {@link io.durableemitter.chipingress.auth.AuthConfig} says
 * which, {@link io.durableemitter.chipingress.auth.HeaderProvider} makes the headers of a call.
 */
@NullMarked
package io.durableemitter.chipingress.auth;

import org.jspecify.annotations.NullMarked;
