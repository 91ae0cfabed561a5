// Inside of check_package: one function per kind of file, all adding to one list.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "workflow/manifest.h"
#include "workflow/package.h"

namespace kyodo::workflow {

// What the checks share. The findings come out in the order: manifest, charts, sheets, messages.
struct CheckContext {
  const Files& files;
  const stage::Stages& stages;
  std::optional<Manifest> manifest;  // none when it cannot be read
  std::set<std::string> charts;      // names, also of charts with faults
  std::set<std::string> sheets;      // ids, also of sheets with faults
  std::vector<chart::Finding>& findings;

  void error(std::string rule, Where where, Text text, Text advice) const {
    findings.push_back({true, std::move(rule), std::move(where), std::move(text), std::move(advice)});
  }
  void warning(std::string rule, Where where, Text text, Text advice) const {
    findings.push_back({false, std::move(rule), std::move(where), std::move(text), std::move(advice)});
  }
};

void check_files(CheckContext& context, const std::string& name);  // check.cpp; reads the manifest too
void check_charts(const CheckContext& context);                    // check_chart.cpp
void check_invoke(const CheckContext& context, const chart::Chart& chart, chart::StateIndex state,
                  const chart::Invoke& invoke);  // check_invoke.cpp
void check_stage_settings(const CheckContext& context, const chart::Invoke& invoke,
                          const stage::StageInfo& stage);  // check_settings.cpp
void check_sheets(const CheckContext& context);            // check_sheet.cpp
void check_messages(const CheckContext& context);          // check_message.cpp

// Whether the roles of the workflow have it; true when the manifest cannot be read.
bool has_role(const CheckContext& context, const std::string& role);
void report_role(const CheckContext& context, const Where& where, const std::string& role);
void report_due(const CheckContext& context, const Where& where, const Error& error);

}  // namespace kyodo::workflow
