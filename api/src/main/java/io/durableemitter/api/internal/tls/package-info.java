/** Files of certificates and keys, read again when they change; for this project's modules only. */
@NullMarked
package io.durableemitter.api.internal.tls;

import org.jspecify.annotations.NullMarked;
