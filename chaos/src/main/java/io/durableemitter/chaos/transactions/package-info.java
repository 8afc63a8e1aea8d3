/** Transactions of an application that emit, under kills and outages. */
@NullMarked
package io.durableemitter.chaos.transactions;

import org.jspecify.annotations.NullMarked;
