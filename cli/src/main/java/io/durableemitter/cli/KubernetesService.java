package io.durableemitter.cli;

import java.util.regex.Pattern;

/**
 * The variables that Kubernetes gives each container for each Service. A Service named {@code
 * durable-emitter} makes some that look like options of ours.
 */
final class KubernetesService {

  private static final Pattern NAME =
      Pattern.compile(
          "[A-Z0-9_]+_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)"
              + "|[A-Z0-9_]+_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");
  // no port of an option looks like this
  private static final Pattern PORT_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");

  private KubernetesService() {}

  static boolean makes(String name, String value) {
    return NAME.matcher(name).matches()
        || (name.endsWith("_PORT") && PORT_VALUE.matcher(value).matches());
  }
}
