/** Two database servers: failover to a standby, and what a power cut leaves. */
@NullMarked
package io.durableemitter.acceptance.failover;

import org.jspecify.annotations.NullMarked;
