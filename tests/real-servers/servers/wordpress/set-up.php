<?php
// Makes the database and the tables, an editor, and his application password, which is printed.
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$database = mysqli_init();
$database->real_connect('localhost', 'root', '', null, 0, getenv('SITE_DATABASE_SOCKET'));
$database->query('CREATE DATABASE wordpress CHARACTER SET utf8mb4');
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = substr(getenv('SITE_URL'), strlen('http://'));
require getenv('SITE_DIRECTORY') . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
// It would write to the administrator.
function wp_mail() { return true; }
wp_install('A real site', 'admin', 'admin@example.org', true, '', wp_generate_password());
update_option('permalink_structure', '/%postname%/');
$GLOBALS['wp_rewrite']->init();
$GLOBALS['wp_rewrite']->flush_rules(false);
$editor = wp_create_user('editor', wp_generate_password(), 'editor@example.org');
(new WP_User($editor))->set_role('editor');
wp_delete_post(1, true);
[$password] = WP_Application_Passwords::create_new_application_password($editor, ['name' => 'tests']);
echo $password;
