package io.durableemitter.examples.orders;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.internal.arjuna.objectstore.VolatileStore;
import com.arjuna.ats.jta.cdi.TransactionExtension;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import com.example.orders.Orders;
import com.example.orders.cdi.JtaOrders;
import com.example.orders.cdi.Settings;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The beans of {@code com.example.orders.cdi} on Weld and Narayana. */
final class CdiApplication implements Application {

  /** Of Narayana; the first is its default. */
  private static final List<@Nullable String> STORES =
      Arrays.asList(null, "stateStore", "communicationStore");

  /** What a container reads from its configuration. */
  static final class Configuration implements Extension {

    private final Settings settings;

    Configuration(Settings settings) {
      this.settings = settings;
    }

    @SuppressWarnings("unused") // the container calls it
    void add(@Observes AfterBeanDiscovery discovery) {
      discovery
          .<Settings>addBean()
          .types(Settings.class)
          .scope(Singleton.class)
          .createWith(context -> settings);
    }
  }

  private final SeContainer container;

  private CdiApplication(SeContainer container) {
    this.container = container;
  }

  static Application start(Services services) {
    return new CdiApplication(
        container(new Settings(services.jdbcUrl(), services.user(), services.endpoint()))
            .addPackages(JtaOrders.class)
            .initialize());
  }

  /** A container that has no beans yet. */
  static SeContainerInitializer container(Settings settings) {
    keepNoTransactionLog();
    return SeContainerInitializer.newInstance()
        .disableDiscovery()
        .addExtensions(new TransactionExtension(), new Configuration(settings));
  }

  /** Only transactions of several databases need one, in a folder that outlives the process. */
  private static void keepNoTransactionLog() {
    for (String store : STORES) {
      BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
          .setObjectStoreType(VolatileStore.class.getName());
    }
    arjPropertyManager.getCoordinatorEnvironmentBean().setTransactionStatusManagerEnable(false);
  }

  @Override
  public Orders orders() {
    return container.select(JtaOrders.class).get();
  }

  @Override
  public void close() {
    container.close();
  }
}
