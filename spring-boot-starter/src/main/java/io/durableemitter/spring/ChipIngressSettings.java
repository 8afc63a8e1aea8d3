package io.durableemitter.spring;

import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.chipingress.auth.AuthConfig;
import io.durableemitter.chipingress.auth.Signer;
import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.setup.DurableEmitterSetup;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;

/** How the Chip Ingress server is reached, by beans and else by properties. */
record ChipIngressSettings(
    DurableEmitterProperties properties,
    PropertyErrors errors,
    BatchClientConfig batches,
    ObjectProvider<TlsConfig> tls,
    ObjectProvider<AuthConfig> auth,
    ObjectProvider<Signer> signer) {

  /** Makes an emitter that sends there. */
  DurableEmitter build(DurableEmitterSetup setup) {
    IngressProperties ingress = properties.ingress();
    if (ingress.endpoint() == null) {
      throw errors.wrong(
          "ingress.endpoint",
          "it is missing: give host:port of the Chip Ingress server, define a BatchEmitter bean, or"
              + " set durable-emitter.enabled=false");
    }
    setup.endpoint(ingress.endpoint()).batch(batches);
    setup.tls(tls.getIfAvailable(() -> errors.in("ingress.tls", ingress.tls()::toConfig)));
    AuthConfig credentials =
        auth.getIfAvailable(() -> errors.in("ingress.auth", () -> authConfig(ingress.auth())));
    setup.auth(credentials);
    if (ingress.plaintext()) {
      setup.plaintext();
      if (!credentials.isNone() && !ingress.credentialsOverPlaintext()) {
        throw errors.wrong(
            "ingress.credentials-over-plaintext",
            "it must be true for credentials to be sent over plaintext, where anyone on the way can"
                + " take them; better set ingress.plaintext=false");
      }
    }
    if (ingress.credentialsOverPlaintext()) {
      setup.credentialsOverPlaintext();
    }
    if (properties.transport().fallback()) {
      setup.fallback();
    }
    return errors.in("ingress", setup::build);
  }

  private AuthConfig authConfig(AuthProperties properties) {
    return properties.toConfig(Optional.ofNullable(signer.getIfAvailable()));
  }
}
