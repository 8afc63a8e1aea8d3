package io.durableemitter.spring;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A web page that shows the queue.
 *
 * @param enabled Whether there is a console; needs durable-emitter-console on the class path.
 * @param bindAddress Where it listens. Elsewhere than on loopback it needs a token, and a
 *     certificate or insecure.
 * @param port Its port, not that of the application; 0 for any free one.
 * @param names Names by which browsers reach it, besides its address.
 * @param tokens Tokens of those who are let in, by name. If there are none, all on this machine
 *     are.
 * @param readOnlyTokens Tokens of those who may look only, by name.
 * @param tlsCert A certificate with its chain, in PEM form.
 * @param tlsKey Its private key, PKCS#8 in PEM form.
 * @param insecure Whether a proxy in front speaks TLS.
 * @param readOnly Whether nobody may act.
 * @param maxViewers How many pages may watch at a time.
 */
record ConsoleProperties(
    @DefaultValue("false") boolean enabled,
    @DefaultValue("127.0.0.1") String bindAddress,
    @DefaultValue("8025") int port,
    @DefaultValue List<String> names,
    @DefaultValue Map<String, String> tokens,
    @DefaultValue Map<String, String> readOnlyTokens,
    @Nullable Path tlsCert,
    @Nullable Path tlsKey,
    @DefaultValue("false") boolean insecure,
    @DefaultValue("false") boolean readOnly,
    @DefaultValue("20") int maxViewers) {

  /** Without the tokens. */
  @Override
  public String toString() {
    return "ConsoleProperties[" + bindAddress + ":" + port + "]";
  }
}
