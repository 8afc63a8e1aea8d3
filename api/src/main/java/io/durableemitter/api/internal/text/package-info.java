/**
 * Texts of errors and of others, made fit to be shown; used by the engine, stores and transports.
 */
@NullMarked
package io.durableemitter.api.internal.text;

import org.jspecify.annotations.NullMarked;
