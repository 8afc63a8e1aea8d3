/** A shop whose orders, invoices and events are one transaction. */
@NullMarked
package com.example.shop;

import org.jspecify.annotations.NullMarked;
