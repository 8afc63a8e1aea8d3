/**
 * The connection to a server, below single calls and batches: how it is made and replaced, how one
 * call begins and ends, and what its status means.
 */
@NullMarked
package io.durableemitter.chipingress.internal.client;

import org.jspecify.annotations.NullMarked;
