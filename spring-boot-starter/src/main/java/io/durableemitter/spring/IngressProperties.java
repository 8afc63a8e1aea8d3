package io.durableemitter.spring;

import io.durableemitter.chipingress.tls.TlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Chip Ingress server. Not used if the application has a transport of its own.
 *
 * @param endpoint Where it listens, as host:port. Required.
 * @param plaintext Sends without TLS. Events and headers can then be read by anyone on the way.
 * @param credentialsOverPlaintext Sends credentials even without TLS, where anyone on the way can
 *     take them.
 * @param tls Whom to trust and which certificate to show.
 * @param auth How the client authenticates itself.
 */
record IngressProperties(
    @Nullable String endpoint,
    @DefaultValue("false") boolean plaintext,
    @DefaultValue("false") boolean credentialsOverPlaintext,
    @DefaultValue Tls tls,
    @DefaultValue @NestedConfigurationProperty AuthProperties auth) {

  /**
   * Files in PEM form. They are looked at again and again.
   *
   * @param trusted Certificates of the authorities to trust, and of no others. What the JVM trusts
   *     if not given.
   * @param certificateChain Certificates to show the other end, the own one first.
   * @param privateKey Its PKCS#8 private key, not encrypted.
   * @param reloadInterval How often the files are looked at.
   */
  record Tls(
      @Nullable Path trusted,
      @Nullable Path certificateChain,
      @Nullable Path privateKey,
      @DefaultValue("10s") Duration reloadInterval) {

    TlsConfig toConfig() {
      TlsConfig.Builder builder = TlsConfig.builder().reloadInterval(reloadInterval);
      if (trusted != null) {
        builder.trusted(trusted);
      }
      if (certificateChain != null && privateKey != null) {
        builder.identity(certificateChain, privateKey);
      } else if (certificateChain != null) {
        throw new IllegalArgumentException(
            "privateKey must be given with certificateChain, or neither of them");
      } else if (privateKey != null) {
        throw new IllegalArgumentException(
            "certificateChain must be given with privateKey, or neither of them");
      }
      return builder.build();
    }
  }
}
