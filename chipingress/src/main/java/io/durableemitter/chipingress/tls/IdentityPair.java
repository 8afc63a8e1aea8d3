package io.durableemitter.chipingress.tls;

import io.grpc.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A certificate chain and the key that belongs to it. While files are being replaced one may be new
 * and the other old; such a pair would fail every handshake, so it is refused.
 */
record IdentityPair(List<X509Certificate> chain, PrivateKey key) {

  static IdentityPair read(TlsConfig.Identity files) throws IOException, GeneralSecurityException {
    try (InputStream chainFile = Files.newInputStream(files.certificateChain());
        InputStream keyFile = Files.newInputStream(files.privateKey())) {
      List<X509Certificate> chain = List.of(CertificateUtils.getX509Certificates(chainFile));
      PrivateKey key = CertificateUtils.getPrivateKey(keyFile);
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("there is no certificate in it");
      }
      if (!belongs(chain.get(0), key)) {
        throw new IllegalArgumentException("the key is not that of the certificate");
      }
      return new IdentityPair(chain, key);
    }
  }

  private static boolean belongs(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    Optional<String> algorithm = signatureAlgorithm(key);
    if (algorithm.isEmpty()) {
      return true; // of a kind that cannot be asked; the handshake will tell
    }
    byte[] probe = {1};
    Signature signature = Signature.getInstance(algorithm.get());
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(probe);
    return signature.verify(signed);
  }

  private static Optional<String> signatureAlgorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> Optional.of("SHA256withRSA");
      case "EC" -> Optional.of("SHA256withECDSA");
      case "EdDSA", "Ed25519", "Ed448" -> Optional.of(key.getAlgorithm());
      default -> Optional.empty();
    };
  }
}
