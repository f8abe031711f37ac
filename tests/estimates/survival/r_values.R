# Makes r_cohorts.csv (random cohorts with ties and strata) and r_values.csv (what R says of them); run by hand:
#   cd tests/survival && Rscript r_values.R        (recorded with R 4.2.2, survival 3.5-3, coin 1.4-2)
library(survival)
set.seed(20250401)
options(digits = 12)

cohort <- function(i) {
  n <- sample(8:30, 1)
  time <- rexp(n, 1 / sample(c(6, 12, 24), 1)) + 0.05
  time <- if (i %% 3 == 0) ceiling(time) else if (i %% 3 == 1) round(time + 0.1, 1) else round(time, 4)
  data.frame(cohort = i, time = time, event = as.integer(runif(n) < 0.75),
             group = sample(rep(c("a", "b", "c"), length.out = n)), stratum = rep(c("x", "y"), length.out = n))
}

value <- function(name, x) data.frame(name = name, value = unname(x))

ratios <- function(d, ties, strata) {
  formula <- if (strata) Surv(time, event) ~ group + strata(stratum) else Surv(time, event) ~ group
  finite <- TRUE
  fit <- withCallingHandlers(coxph(formula, d, ties = ties, control = coxph.control(eps = 1e-11, toler.chol = 1e-14, iter.max = 60)),
                             warning = function(w) { finite <<- FALSE; invokeRestart("muffleWarning") })
  if (!finite) return(NULL)
  name <- paste0("hr", if (strata) ".strata", ".", ties)
  table <- cbind(exp(coef(fit)), exp(confint(fit)), summary(fit)$coefficients[, 5])
  value(paste(name, rep(c("b", "c"), 4), rep(c("estimate", "conf_low", "conf_high", "p_value"), each = 2), sep = "."),
        as.vector(table))
}

medians <- function(d, type) {
  fit <- summary(survfit(Surv(time, event) ~ 1, d, conf.type = type))$table
  value(paste("median", type, c("estimate", "conf_low", "conf_high"), sep = "."), fit[c("median", "0.95LCL", "0.95UCL")])
}

answers <- function(d) {
  plain <- survfit(Surv(time, event) ~ 1, d)
  horizon <- 0.8 * max(d$time)
  zph <- tryCatch(cox.zph(coxph(Surv(time, event) ~ group, d))$table[1, 1], error = function(e) NA, warning = function(w) NA)
  two <- subset(d, group != "c")
  two$group <- factor(two$group)
  exact <- coin::logrank_test(Surv(time, event) ~ group, two, distribution = "exact", ties.method = "Hothorn-Lausen")
  rbind(do.call(rbind, lapply(c("log", "log-log", "plain"), function(type) medians(d, type))),
        do.call(rbind, lapply(c("efron", "breslow"), function(ties) rbind(ratios(d, ties, FALSE), ratios(d, ties, TRUE)))),
        value("logrank", survdiff(Surv(time, event) ~ group, d)$chisq),
        value("logrank.strata", survdiff(Surv(time, event) ~ group + strata(stratum), d)$chisq),
        value("rmean", summary(plain, rmean = horizon)$table["rmean"]),
        value("rmean.se", summary(plain, rmean = horizon)$table["se(rmean)"]),
        value("zph", zph),
        if (!anyDuplicated(d$time)) value("exact", as.numeric(coin::pvalue(exact))))
}

cohorts <- lapply(1:40, cohort)
write.csv(do.call(rbind, cohorts), "r_cohorts.csv", row.names = FALSE, quote = FALSE)
values <- do.call(rbind, lapply(cohorts, function(d) cbind(cohort = d$cohort[1], answers(d))))
values$value <- format(values$value, digits = 12, trim = TRUE)
write.csv(values, "r_values.csv", row.names = FALSE, quote = FALSE)
