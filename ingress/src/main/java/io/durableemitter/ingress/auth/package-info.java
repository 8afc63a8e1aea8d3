/** Who may call the server: tokens, the keys that may sign them, and how old they may be. */
@NullMarked
package io.durableemitter.ingress.auth;

import org.jspecify.annotations.NullMarked;
