/**
 * Delivers events to webhooks and brokers by the HTTP protocol binding of CloudEvents: {@link
 * io.durableemitter.http.HttpBatchEmitter}.
 */
@NullMarked
package io.durableemitter.http;

import org.jspecify.annotations.NullMarked;
