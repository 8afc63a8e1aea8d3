/**
 * Emits within the transactions of Spring: {@code JoiningEmitter} asks {@code BoundTransactions}
 * for the one that is under way, and {@code JoinedTransaction} hands over when it has ended.
 */
@NullMarked
package io.durableemitter.spring.internal.transaction;

import org.jspecify.annotations.NullMarked;
