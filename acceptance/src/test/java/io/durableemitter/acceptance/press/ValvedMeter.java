package io.durableemitter.acceptance.press;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;

/** A meter whose instruments record behind a valve, and count what they are given. */
final class ValvedMeter {

  private final Valve valve;
  private final AtomicLong recorded = new AtomicLong();

  ValvedMeter(Valve valve) {
    this.valve = valve;
  }

  Meter meter() {
    return (Meter) valved(Meter.class, OpenTelemetry.noop().getMeter("press"));
  }

  long recorded() {
    return recorded.get();
  }

  private Object valved(Class<?> type, Object real) {
    return Proxy.newProxyInstance(
        ValvedMeter.class.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (method.getName().equals("record")) {
            valve.pass();
            recorded.incrementAndGet();
          }
          return valvedIfOfTheMeter(method, call(method, real, arguments));
        });
  }

  private Object valvedIfOfTheMeter(Method method, Object result) {
    Class<?> type = method.getReturnType();
    return type.isInterface() && type.getPackage() == Meter.class.getPackage()
        ? valved(type, result)
        : result;
  }

  private static Object call(Method method, Object real, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
