/** By CDI and JTA: an {@code emit} within {@code @Transactional} is part of the transaction. */
@NullMarked
package com.example.orders.cdi;

import org.jspecify.annotations.NullMarked;
